package io.numactor.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.numactor.load.LoadPlan.Lifetime;
import io.numactor.runtime.security.Credentials;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two gateways on real sockets, of which one goes away. */
class GatewayListTest {
    private final FakeGateway first = new FakeGateway(100_000, 0);
    private final FakeGateway second = new FakeGateway(100_000, 0);
    private final Server firstServer = start(first);
    private final Server secondServer = start(second);
    private final ApiClient client =
            ApiClient.connect(List.of(address(firstServer), address(secondServer)), Credentials.NONE);

    @AfterEach
    void stop() {
        client.close();
        firstServer.shutdownNow();
        secondServer.shutdownNow();
    }

    @Test
    void theFirstThatAnswersIsAsked() {
        client.openOwner("one");
        assertThat(first.openOwners).hasSize(1);
        assertThat(second.openOwners).isEmpty();
    }

    @Test
    void theNextIsAskedWhenTheFirstIsNotThere() throws InterruptedException {
        firstServer.shutdownNow().awaitTermination();
        client.openOwner("one");
        assertThat(second.openOwners).hasSize(1);
    }

    @Test
    void aLoadGoesOnAtTheNextGateway() throws InterruptedException {
        LoadReport report = new LoadGenerator(client, plan(), 20_000).run(soFar -> {
            if (soFar.servedBlocks() > 0) {
                firstServer.shutdownNow();
            }
        });
        assertThat(first.freeBlocks()).isLessThan(100_000);
        assertThat(second.freeBlocks()).isLessThan(100_000);
        assertThat(report.servedBlocks()
                        + report.failures().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .isEqualTo(report.requestedBlocks());
        assertThat(second.openOwners).as("closed in the end").isEmpty();
    }

    @Test
    void anAddressIsAHostAndAPort() {
        assertThat(GatewayAddress.parse("127.0.0.1:1,[::1]:65535"))
                .containsExactly(new GatewayAddress("127.0.0.1", 1), new GatewayAddress("[::1]", 65_535));
        for (String wrong : List.of("", ":1", "host", "host:0", "host:65536", "host:1,", "host:x")) {
            assertThatThrownBy(() -> GatewayAddress.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static LoadPlan plan() {
        return new LoadPlan(
                OptionalInt.of(0),
                OptionalInt.empty(),
                0,
                20_000,
                Lifetime.HOLD,
                64,
                4,
                Optional.empty(),
                "",
                Optional.empty(),
                false);
    }

    private static GatewayAddress address(Server server) {
        return new GatewayAddress("127.0.0.1", server.getPort());
    }

    private static Server start(FakeGateway gateway) {
        try {
            return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(gateway)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
