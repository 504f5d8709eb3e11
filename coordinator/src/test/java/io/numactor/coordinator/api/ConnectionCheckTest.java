package io.numactor.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over real connections, to a server that takes two. */
final class ConnectionCheckTest {
    private final ConnectionCheck check = new ConnectionCheck(2);
    private final Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addTransportFilter(check)
            .intercept(check)
            .addService(new HealthStatusManager().getHealthService())
            .build();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.shutdownNow();
    }

    private ManagedChannel connection() {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        channels.add(channel);
        return channel;
    }

    private static ServingStatus call(ManagedChannel channel) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    @Test
    void refusesTheCallsOfOneConnectionTooMany() {
        ManagedChannel first = connection();
        call(first);
        call(connection());
        assertThatThrownBy(() -> call(connection())).isInstanceOfSatisfying(StatusRuntimeException.class, refusal -> {
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(refusal).hasMessageContaining("there are 2 connections to this gateway already");
        });
        assertThat(call(first)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aConnectionThatEndsLeavesItsPlaceToOneThatWasRefused() throws InterruptedException {
        ManagedChannel first = connection();
        call(first);
        call(connection());
        ManagedChannel third = connection();
        assertThatThrownBy(() -> call(third)).isInstanceOf(StatusRuntimeException.class);
        first.shutdownNow();
        assertThat(first.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(servedWithin(third, TimeUnit.SECONDS.toNanos(10))).isTrue();
    }

    /** The server hears of the end of a connection a moment later. */
    private static boolean servedWithin(ManagedChannel channel, long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            try {
                return call(channel) == ServingStatus.SERVING;
            } catch (StatusRuntimeException e) {
                Thread.onSpinWait();
            }
        }
        return false;
    }
}
