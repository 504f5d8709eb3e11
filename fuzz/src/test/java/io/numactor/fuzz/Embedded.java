package io.numactor.fuzz;

import io.grpc.Status;
import io.numactor.cli.jvm.EmbeddedMachine;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.machine.Machines;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.http.HttpRoutes;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** One booted machine, whose gateway must answer whatever it is asked. */
public final class Embedded {
    private static final int LIMIT_SECONDS = 60;
    private static final EmbeddedMachine MACHINE = EmbeddedMachine.boot(
            "fuzz",
            Machines.read("desktop-1", Path.of("..", "deploy", "machines")).boot());

    private Embedded() {}

    public static ActorRef<RouterCommand> router() {
        return MACHINE.gateway().router();
    }

    public static HttpRoutes routes() {
        return MACHINE.gateway().addTo(HttpRoutes.none());
    }

    /** Asks the gateway; an answer and a refusal with a reason are both fine, silence is not. */
    static <A> void ask(Function<GatewayCommand.Reply<A>, GatewayCommand> command) {
        CompletableFuture<String> said = new CompletableFuture<>();
        router().tell(command.apply(new GatewayCommand.Reply<>() {
            @Override
            public void accept(A answer) {
                said.complete("fine");
            }

            @Override
            public void refuse(Status status) {
                said.complete(status.getCode() == Status.Code.INTERNAL ? "" : "" + status.getDescription());
            }
        }));
        if (within(said).isBlank()) {
            throw new AssertionError("refused without a reason");
        }
    }

    /** What comes of it in time. */
    public static <T> T within(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }
}
