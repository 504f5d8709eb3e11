package io.numactor.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.GatewayCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client's batches: each operation is answered, or refused with a reason, however absurd it is. */
final class ApiFuzzTest {
    private long owner;

    @BeforeEach
    void openOwner() {
        CompletableFuture<Long> opened = new CompletableFuture<>();
        Embedded.<Long>ask(reply -> new GatewayCommand.OpenOwner("fuzz", new GatewayCommand.Reply<>() {
            @Override
            public void accept(Long answer) {
                opened.complete(answer);
                reply.accept(answer);
            }

            @Override
            public void refuse(io.grpc.Status status) {
                reply.refuse(status);
            }
        }));
        owner = Embedded.within(opened);
    }

    @AfterEach
    void closeOwner() {
        Embedded.<Long>ask(reply -> new GatewayCommand.CloseOwner(owner, 0, reply));
    }

    @FuzzTest(maxDuration = "60s")
    void submit(@NotNull Batch batch) {
        List<Operation> operations =
                batch.getOperationsList().stream().map(this::ours).toList();
        CompletableFuture<List<OperationResult>> answered = new CompletableFuture<>();
        Embedded.router().tell(new GatewayCommand.Submit(operations, answered::complete));
        List<OperationResult> results = Embedded.within(answered);
        assertThat(results).hasSameSizeAs(operations);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.hasError()
                                && (result.getError().getMessage().isBlank()
                                        || result.getError().getCode() == io.grpc.Status.Code.INTERNAL.value()))
                        .as(result.toString())
                        .isFalse());
    }

    /** Three of four operations are an owner's that exists. */
    private Operation ours(Operation operation) {
        Operation.Builder meant = operation.toBuilder();
        if (meant.hasAllocate() && meant.getAllocate().getOwner() % 4 != 0) {
            meant.getAllocateBuilder().setOwner(owner);
        } else if (meant.hasFree() && meant.getFree().getOwner() % 4 != 0) {
            meant.getFreeBuilder().setOwner(owner);
        }
        return meant.build();
    }
}
