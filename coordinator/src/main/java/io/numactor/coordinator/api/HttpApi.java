package io.numactor.coordinator.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.CloseClientResponse;
import io.numactor.api.v1.CloseOwnerResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.KeepAliveResponse;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.OpenClientRequest;
import io.numactor.api.v1.OpenClientResponse;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OpenOwnerResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Sysctls;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.http.Caller;
import io.numactor.runtime.http.HttpReplies;
import io.numactor.runtime.http.HttpRoutes;
import io.numactor.wire.Install;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Both services, but for the stream of batches, as HTTP with JSON: protobuf's own mapping, so 64-bit numbers are strings. */
public final class HttpApi {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();
    private static final String OWNERS = "/v1/owners/";
    private static final String PAGES = "/v1/pages/";
    private static final String CLIENTS = "/v1/clients/";

    private final ActorSystem<?> system;
    private final ActorRef<RouterCommand> router;
    private final Admission admission;

    private HttpApi(ActorSystem<?> system, ActorRef<RouterCommand> router, Admission admission) {
        this.system = system;
        this.router = router;
        this.admission = admission;
    }

    /** {@code routes} with those of the API; {@code admission} is shared with gRPC. */
    public static HttpRoutes addTo(
            HttpRoutes routes, ActorSystem<?> system, ActorRef<RouterCommand> router, Admission admission) {
        HttpApi api = new HttpApi(system, router, admission);
        return routes.post("/v1/owners", api::openOwner)
                .get(OWNERS + "*", api::watchOwner)
                .get(PAGES + "*", api::listPages)
                .delete(OWNERS + "*", api::closeOwner)
                .post("/v1/clients", api::openClient)
                .post(CLIENTS + "*", api::keepAlive)
                .delete(CLIENTS + "*", api::closeClient)
                .post("/v1/allocate", api::allocate)
                .post("/v1/free", api::free)
                .get("/v1/machine", request -> api.machine())
                .get("/v1/numastat", request -> api.inspected("", (install, states) -> MachineViews.numastat(states)))
                .get("/v1/zoneinfo", api::zoneinfo)
                .get("/v1/zonelists", request -> api.described(MachineViews::zonelists))
                .get("/v1/phases", request -> api.described(MachineViews::phases))
                .get("/v1/memory", request -> api.described(Install::getMemoryBlocks))
                .get("/v1/audit", request -> api.audit())
                .get("/v1/page", api::page)
                .get("/v1/sysctls", api::sysctls)
                .post("/v1/change", api::change);
    }

    private CompletionStage<HttpResponse> openOwner(HttpRequest request) {
        OpenOwnerRequest.Builder open = OpenOwnerRequest.newBuilder();
        return parsed(
                request,
                open,
                () -> open.getAdopt() == 0
                        ? this.<Long>asked(
                                reply -> new GatewayCommand.OpenOwner(
                                        open.getName(), Replies.leaseNanos(open.build()), open.getClient(), reply),
                                owner -> OpenOwnerResponse.newBuilder()
                                        .setOwner(owner)
                                        .build())
                        : this.<Long>asked(
                                reply -> new GatewayCommand.AdoptOwner(
                                        open.getAdopt(), Replies.leaseNanos(open.build()), open.getClient(), reply),
                                pages -> Replies.adopted(open.build(), pages)));
    }

    private CompletionStage<HttpResponse> listPages(HttpRequest request) {
        String after = request.getUri().query().get("after").orElse("");
        return named(
                request,
                PAGES,
                "owner",
                owner -> this.<ListPagesResponse>answered(
                        reply -> router.tell(new GatewayCommand.ListPages(owner, after, reply))));
    }

    private CompletionStage<HttpResponse> closeOwner(HttpRequest request) {
        return named(
                request,
                OWNERS,
                "owner",
                owner -> this.<Long>asked(
                        reply -> new GatewayCommand.CloseOwner(owner, 0, reply),
                        pages -> CloseOwnerResponse.newBuilder()
                                .setPagesFreed(pages)
                                .build()));
    }

    private CompletionStage<HttpResponse> watchOwner(HttpRequest request) {
        return named(
                request,
                OWNERS,
                "owner",
                owner -> OwnerEventFeed.open(system, router, owner, Caller.of(request), HttpApi::error));
    }

    private CompletionStage<HttpResponse> openClient(HttpRequest request) {
        OpenClientRequest.Builder open = OpenClientRequest.newBuilder();
        return parsed(
                request,
                open,
                () -> this.<Long>asked(
                        reply -> new GatewayCommand.OpenClient(Replies.leaseNanos(open.build()), reply),
                        client -> OpenClientResponse.newBuilder()
                                .setClient(client)
                                .setLeaseSeconds(Replies.leaseSeconds(open.build()))
                                .build()));
    }

    private CompletionStage<HttpResponse> keepAlive(HttpRequest request) {
        return named(
                request,
                CLIENTS,
                "client",
                client -> this.<Long>asked(
                        reply -> new GatewayCommand.KeepAlive(client, reply),
                        id -> KeepAliveResponse.getDefaultInstance()));
    }

    private CompletionStage<HttpResponse> closeClient(HttpRequest request) {
        return named(
                request,
                CLIENTS,
                "client",
                client -> this.<Long>asked(
                        reply -> new GatewayCommand.CloseClient(client, 0, reply),
                        pages -> CloseClientResponse.newBuilder()
                                .setPagesFreed(pages)
                                .build()));
    }

    /** What follows the prefix in the path is an id. */
    private static CompletionStage<HttpResponse> named(
            HttpRequest request, String prefix, String what, LongFunction<CompletionStage<HttpResponse>> next) {
        String id = request.getUri().path().substring(prefix.length());
        try {
            return next.apply(Long.parseUnsignedLong(id));
        } catch (NumberFormatException e) {
            return now(HttpReplies.error(400, what + ": '" + id + "' is not a number"));
        }
    }

    private CompletionStage<HttpResponse> allocate(HttpRequest request) {
        AllocateRequest.Builder allocate = AllocateRequest.newBuilder();
        return parsed(
                request,
                allocate,
                () -> submitted(
                        request, Operation.newBuilder().setAllocate(allocate).build(), OperationResult::getAllocated));
    }

    private CompletionStage<HttpResponse> free(HttpRequest request) {
        FreeRequest.Builder free = FreeRequest.newBuilder();
        return parsed(
                request,
                free,
                () -> submitted(request, Operation.newBuilder().setFree(free).build(), OperationResult::getFreed));
    }

    private CompletionStage<HttpResponse> zoneinfo(HttpRequest request) {
        String nodes = request.getUri().query().get("nodes").orElse("");
        return inspected(
                nodes,
                (install, states) -> Zoneinfo.newBuilder().addAllNodes(states).build());
    }

    private CompletionStage<HttpResponse> audit() {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        router.tell(new GatewayCommand.Audit(report -> response.complete(json(report))));
        return response;
    }

    private CompletionStage<HttpResponse> page(HttpRequest request) {
        String pfn = request.getUri().query().get("pfn").orElse("");
        try {
            long number = Long.decode(pfn);
            return this.<Page>answered(reply -> MachineCalls.page(router, number, reply));
        } catch (NumberFormatException e) {
            return now(HttpReplies.error(400, "pfn: '" + pfn + "' is not a page frame number; ask for ?pfn=NUMBER"));
        }
    }

    private CompletionStage<HttpResponse> sysctls(HttpRequest request) {
        String name = request.getUri().query().get("name").orElse("");
        return this.<Sysctls>answered(reply -> MachineCalls.sysctls(router, name, reply));
    }

    private CompletionStage<HttpResponse> change(HttpRequest request) {
        MachineChange.Builder change = MachineChange.newBuilder();
        return parsed(
                request,
                change,
                () -> this.<MachineChanged>answered(
                        reply -> router.tell(new GatewayCommand.ChangeMachine(change.build(), reply))));
    }

    private CompletionStage<HttpResponse> parsed(
            HttpRequest request,
            Message.Builder message,
            java.util.function.Supplier<CompletionStage<HttpResponse>> next) {
        String body = HttpRoutes.body(request);
        try {
            if (!body.isBlank()) {
                PARSER.merge(body, message);
            }
            return next.get();
        } catch (InvalidProtocolBufferException e) {
            return now(HttpReplies.error(
                    400, "the body is no " + message.getDescriptorForType().getName() + " in JSON: " + e.getMessage()));
        }
    }

    /** A call whose connection ends before its answer is given up: what it is being served is undone. */
    private CompletionStage<HttpResponse> submitted(
            HttpRequest request, Operation operation, Function<OperationResult, MessageOrBuilder> part) {
        if (!admission.enter(1)) {
            return now(error(admission.refusal()));
        }
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        UndoableCall call = new UndoableCall(router, operation);
        call.submit(result -> {
            admission.leave(1);
            response.complete(result.hasError() ? error(Replies.status(result.getError())) : json(part.apply(result)));
        });
        Caller.of(request).whenGone(call::giveUp);
        return response;
    }

    private CompletionStage<HttpResponse> machine() {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        router.tell(new GatewayCommand.Describe(install -> router.tell(
                new GatewayCommand.Glance(states -> response.complete(json(MachineViews.machine(install, states)))))));
        return response;
    }

    private CompletionStage<HttpResponse> described(Function<Install, Message> view) {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        router.tell(new GatewayCommand.Describe(install -> response.complete(json(view.apply(install)))));
        return response;
    }

    private CompletionStage<HttpResponse> inspected(String nodes, BiFunction<Install, List<NodeState>, Message> view) {
        CompletableFuture<Install> installed = new CompletableFuture<>();
        router.tell(new GatewayCommand.Describe(installed::complete));
        return installed.thenCompose(install -> this.<List<NodeState>>asked(
                reply -> new GatewayCommand.InspectNodes(nodes, reply), states -> view.apply(install, states)));
    }

    private <A> CompletionStage<HttpResponse> asked(
            Function<GatewayCommand.Reply<A>, GatewayCommand> command, Function<A, Message> view) {
        return this.<A>answered(reply -> router.tell(command.apply(reply)), view);
    }

    private <A extends Message> CompletionStage<HttpResponse> answered(Consumer<GatewayCommand.Reply<A>> question) {
        return answered(question, answer -> answer);
    }

    private <A> CompletionStage<HttpResponse> answered(
            Consumer<GatewayCommand.Reply<A>> question, Function<A, Message> view) {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        question.accept(new GatewayCommand.Reply<>() {
            @Override
            public void accept(A answer) {
                response.complete(json(view.apply(answer)));
            }

            @Override
            public void refuse(Status status) {
                response.complete(error(status));
            }
        });
        return response;
    }

    private static HttpResponse json(MessageOrBuilder message) {
        return HttpReplies.json(200, Json.text(message));
    }

    private static HttpResponse error(Status status) {
        return HttpReplies.error(httpStatus(status.getCode()), String.valueOf(status.getDescription()));
    }

    private static int httpStatus(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> 400;
            case NOT_FOUND -> 404;
            case FAILED_PRECONDITION -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNAVAILABLE -> 503;
            default -> 500;
        };
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
