package io.numactor.load;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.AllocationServiceGrpc.AllocationServiceBlockingStub;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.AuditRequest;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.CloseClientRequest;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.GetMachineRequest;
import io.numactor.api.v1.GetMemoryBlocksRequest;
import io.numactor.api.v1.GetNumastatRequest;
import io.numactor.api.v1.GetPageRequest;
import io.numactor.api.v1.GetPhasesRequest;
import io.numactor.api.v1.GetSysctlsRequest;
import io.numactor.api.v1.GetZoneinfoRequest;
import io.numactor.api.v1.GetZonelistsRequest;
import io.numactor.api.v1.KeepAliveRequest;
import io.numactor.api.v1.ListPagesRequest;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.api.v1.MachineServiceGrpc;
import io.numactor.api.v1.MachineServiceGrpc.MachineServiceBlockingStub;
import io.numactor.api.v1.MemoryBlocks;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.OpenClientRequest;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OwnerEvent;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Sysctls;
import io.numactor.api.v1.WatchOwnerRequest;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.runtime.security.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One connection to a gateway. Unary calls wait for their answer, each within the deadline; what goes wrong is an
 * {@link ApiException}. Usable from several threads.
 */
public final class ApiClient implements AutoCloseable {
    /** Longer than a gateway has a call wait for the end of another. */
    private static final Duration ADOPTION_DEADLINE = Duration.ofSeconds(20);

    /** It waits for those who are silent. */
    private static final Duration AUDIT_DEADLINE = Duration.ofSeconds(30);

    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);
    /** A zoneinfo of 64 nodes with 256 CPUs is a few megabytes. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final ManagedChannel channel;
    private final String address;
    private final Duration deadline;
    private final boolean hasOthers;

    private ApiClient(ManagedChannel channel, String address, Duration deadline, boolean hasOthers) {
        this.hasOthers = hasOthers;
        this.channel = channel;
        this.address = address;
        this.deadline = deadline;
    }

    /** To a gateway that asks for nothing. Does not connect yet: the first call does. */
    public static ApiClient connect(String host, int port) {
        return connect(host, port, Credentials.NONE);
    }

    /** Shows certificate and token where there are some. Does not connect yet: the first call does. */
    public static ApiClient connect(String host, int port, Credentials credentials) {
        return connect(List.of(new GatewayAddress(host, port)), credentials);
    }

    /** To the first of these gateways that answers; to the next when it goes away. */
    public static ApiClient connect(List<GatewayAddress> gateways, Credentials credentials) {
        ManagedChannel channel = Channels.builder(gateways, credentials)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .build();
        String address = gateways.stream().map(GatewayAddress::toString).collect(Collectors.joining(", "));
        return new ApiClient(channel, address, DEFAULT_DEADLINE, gateways.size() > 1);
    }

    /** Over a channel made elsewhere, which {@link #close} shuts down; {@code address} is what errors name. */
    public static ApiClient over(ManagedChannel channel, String address, Duration deadline) {
        return new ApiClient(channel, address, deadline, false);
    }

    /** Whether there is another gateway to go to when the one in use goes away. */
    boolean hasOthers() {
        return hasOthers;
    }

    /** HOST:PORT of the gateway, or of several. */
    public String address() {
        return address;
    }

    /** Opens an emulated process; answers its id. */
    public long openOwner(String name) {
        return call(() -> allocation()
                .openOwner(OpenOwnerRequest.newBuilder().setName(name).build())
                .getOwner());
    }

    /** Opens an emulated process that lives as long as a client is heard of; answers its id. */
    public long openOwner(String name, long keeper) {
        return call(() -> allocation()
                .openOwner(OpenOwnerRequest.newBuilder()
                        .setName(name)
                        .setClient(keeper)
                        .build())
                .getOwner());
    }

    /**
     * Goes on with an emulated process whose gateway has died, as soon as that cannot be serving any more.
     *
     * @param keeper the client that it lives as long as; 0: it lives until it is closed
     * @return pages of 4 KiB that it holds
     */
    public long adoptOwner(long owner, long keeper) {
        return call(() -> AllocationServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(ADOPTION_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .openOwner(OpenOwnerRequest.newBuilder()
                        .setAdopt(owner)
                        .setClient(keeper)
                        .build())
                .getPages());
    }

    /** What the nodes say that an owner holds. */
    public List<PageRun> listPages(long owner) {
        List<PageRun> runs = new ArrayList<>();
        String after = "";
        do {
            ListPagesRequest from = ListPagesRequest.newBuilder()
                    .setOwner(owner)
                    .setAfter(after)
                    .build();
            ListPagesResponse page = call(() -> allocation().listPages(from));
            runs.addAll(page.getRunsList());
            after = page.getNext();
        } while (!after.isEmpty());
        return runs;
    }

    /** Opens a client, whose owners are closed when nothing is heard of it for so long; answers its id. */
    public long openClient(Duration lease) {
        return call(() -> allocation()
                .openClient(OpenClientRequest.newBuilder()
                        .setLeaseSeconds((int) lease.toSeconds())
                        .build())
                .getClient());
    }

    /** The client lives. */
    public void keepAlive(long keeper) {
        call(() -> allocation()
                .keepAlive(KeepAliveRequest.newBuilder().setClient(keeper).build()));
    }

    /** Closes a client's owners; answers the pages of 4 KiB that they still held. */
    public long closeClient(long keeper) {
        return call(() -> allocation()
                .closeClient(CloseClientRequest.newBuilder().setClient(keeper).build())
                .getPagesFreed());
    }

    /** What an owner loses, as it happens, until it is closed. The call waits for each; it has no deadline. */
    public void watchOwner(long owner, Consumer<OwnerEvent> events) {
        call(() -> {
            AllocationServiceGrpc.newBlockingStub(channel)
                    .watchOwner(WatchOwnerRequest.newBuilder().setOwner(owner).build())
                    .forEachRemaining(events);
            return owner;
        });
    }

    /** Ends an emulated process; answers the pages of 4 KiB that it still held. */
    public long closeOwner(long owner, int cpu) {
        CloseOwnerRequest request =
                CloseOwnerRequest.newBuilder().setOwner(owner).setCpu(cpu).build();
        return call(() -> allocation().closeOwner(request).getPagesFreed());
    }

    public AllocateResponse allocate(AllocateRequest request) {
        return call(() -> allocation().allocate(request));
    }

    public FreeResponse free(FreeRequest request) {
        return call(() -> allocation().free(request));
    }

    public Machine machine() {
        return call(() -> machineService().getMachine(GetMachineRequest.getDefaultInstance()));
    }

    public Zonelists zonelists() {
        return call(() -> machineService().getZonelists(GetZonelistsRequest.getDefaultInstance()));
    }

    /** Every node of the machine: numa_foreign of one is counted by the others. */
    public Zoneinfo zoneinfo() {
        return call(() -> machineService().getZoneinfo(GetZoneinfoRequest.getDefaultInstance()));
    }

    public Numastat numastat() {
        return call(() -> machineService().getNumastat(GetNumastatRequest.getDefaultInstance()));
    }

    /** What holds one page frame. */
    public Page page(long pfn) {
        return call(() ->
                machineService().getPage(GetPageRequest.newBuilder().setPfn(pfn).build()));
    }

    /** Tunables; an empty name is all of them. */
    public Sysctls sysctls(String name) {
        return call(() -> machineService()
                .getSysctls(GetSysctlsRequest.newBuilder().setName(name).build()));
    }

    public MemoryBlocks memoryBlocks() {
        return call(() -> machineService().getMemoryBlocks(GetMemoryBlocksRequest.getDefaultInstance()));
    }

    /** Changes the running machine; returns once all nodes and routers work under the new epoch. */
    public MachineChanged change(MachineChange change) {
        return call(() -> machineService().changeMachine(change));
    }

    /** Checks the invariants of ownership over the whole cluster. */
    public AuditReport audit() {
        return call(() -> machineService()
                .withDeadlineAfter(AUDIT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .audit(AuditRequest.getDefaultInstance()));
    }

    public Phases phases() {
        return call(() -> machineService().getPhases(GetPhasesRequest.getDefaultInstance()));
    }

    /** Opens the stream of batches; the caller keeps the number of unanswered ones bounded. */
    StreamObserver<Batch> stream(StreamObserver<BatchResult> answers) {
        return AllocationServiceGrpc.newStub(channel).stream(answers);
    }

    Duration deadline() {
        return deadline;
    }

    /** What a failed call means to the caller. */
    ApiException explain(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String reason = reasonOf(status);
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED -> new GatewayUnreachableException(address, reason, failure);
            case DEADLINE_EXCEEDED ->
                new GatewayUnreachableException(
                        address, "no answer within " + deadline.toMillis() / 1000.0 + " s", failure);
            default -> new RequestRefusedException(status.getCode(), reason, failure);
        };
    }

    private static String reasonOf(Status status) {
        Throwable cause = status.getCause();
        if (status.getCode() == Status.Code.UNAVAILABLE && cause != null) {
            return reasonOf(cause);
        }
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    /** The innermost message: those above it say only that something failed. */
    private static String reasonOf(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = String.valueOf(innermost.getMessage());
        return message.contains("Connection refused") ? "connection refused, nothing listens there" : message;
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw explain(e);
        }
    }

    private AllocationServiceBlockingStub allocation() {
        return AllocationServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private MachineServiceBlockingStub machineService() {
        return MachineServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the connection; calls in flight are cancelled. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
