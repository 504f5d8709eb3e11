package io.numactor.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.numactor.load.LoadPlan.Lifetime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private final FakeGateway gateway = new FakeGateway(1000, 500);
    private final Server server = start(gateway);
    private final ApiClient client =
            ApiClient.over(InProcessChannelBuilder.forName("load").build(), "in-process:1", Duration.ofSeconds(5));

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    @Test
    void holdOverflowsIntoTheNextNodeAndThenFails() throws InterruptedException {
        LoadReport report = run(plan(2000, Lifetime.HOLD, "", false));
        assertThat(report.servedBy()).isEqualTo(Map.of(0, Map.of(0, 1000L, 1, 500L)));
        assertThat(report.failures()).isEqualTo(Map.of("would_reclaim", 500L));
        assertThat(report.requestedBlocks()).isEqualTo(2000);
        assertThat(gateway.openOwners).isEmpty();
    }

    @Test
    void aRateHoldsTheLoadBack() throws InterruptedException {
        LoadPlan plan = plan(300, Lifetime.HOLD, "", false);
        LoadReport report = new LoadGenerator(client, plan, 1000).run(progress -> {});
        assertThat(report.servedBlocks()).isEqualTo(300);
        long lastBatch = 300 % plan.batch() == 0 ? plan.batch() : 300 % plan.batch();
        assertThat(report.elapsedNanos()).isGreaterThanOrEqualTo((300 - lastBatch) * 1_000_000);
    }

    @Test
    void freeGivesEveryBlockBack() throws InterruptedException {
        LoadReport report = run(plan(5000, Lifetime.FREE, "", false));
        assertThat(report.servedBlocks()).isEqualTo(5000);
        assertThat(report.freedBlocks()).isEqualTo(5000);
        assertThat(report.failures()).isEmpty();
        assertThat(gateway.freeBlocks()).isEqualTo(1500);
    }

    @Test
    void keepLeavesTheOwnerOpen() throws InterruptedException {
        LoadReport report = run(plan(10, Lifetime.HOLD, "", true));
        assertThat(gateway.openOwners).containsExactly(report.owner());
    }

    @Test
    void badInputEndsItAtOnceAndClosesTheOwner() {
        assertThatThrownBy(() -> run(plan(2000, Lifetime.HOLD, "GFP_NONSENSE", false)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("GFP_NONSENSE");
        assertThat(gateway.openOwners).isEmpty();
    }

    @Test
    void stopEndsItEarly() throws InterruptedException {
        LoadGenerator generator = new LoadGenerator(client, plan(2000, Lifetime.HOLD, "", false));
        generator.stop();
        assertThat(generator.run(report -> {}).requestedBlocks()).isZero();
    }

    @Test
    void nobodyThereNamesTheAddress() {
        try (ApiClient nobody = ApiClient.connect("127.0.0.1", 1)) {
            assertThatThrownBy(() -> new LoadGenerator(nobody, LoadPlan.hold(0, 1)).run(report -> {}))
                    .isInstanceOf(GatewayUnreachableException.class)
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    private LoadReport run(LoadPlan plan) throws InterruptedException {
        return new LoadGenerator(client, plan).run(report -> {});
    }

    private static LoadPlan plan(long pages, Lifetime lifetime, String gfp, boolean keep) {
        return new LoadPlan(
                OptionalInt.of(0),
                OptionalInt.empty(),
                0,
                pages,
                lifetime,
                64,
                4,
                Optional.empty(),
                gfp,
                Optional.empty(),
                keep);
    }

    private static Server start(FakeGateway gateway) {
        try {
            return InProcessServerBuilder.forName("load")
                    .addService(gateway)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
