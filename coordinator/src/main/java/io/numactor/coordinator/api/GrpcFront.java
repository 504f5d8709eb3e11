package io.numactor.coordinator.api;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.security.ApiLimits;
import io.numactor.runtime.security.CallRates;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.TlsFiles;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The gRPC server of a gateway: both services, reflection, health. Handlers only tell an actor, so they run on the
 * transport's own threads.
 */
public final class GrpcFront implements AutoCloseable {
    /**
     * What a connection may have sent and we not read, in bytes. The default grows to 8 MiB: small operations would wait
     * there for longer than anywhere else.
     */
    private static final int WINDOW_BYTES = 256 << 10;

    private static final long STOP_SECONDS = 2;
    /** Pings of a client may come that often. */
    private static final long PING_SECONDS = 10;

    private static final long HANDSHAKE_SECONDS = 20;

    private final Server server;
    private final HealthStatusManager health;

    private GrpcFront(Server server, HealthStatusManager health) {
        this.server = server;
        this.health = health;
    }

    /**
     * Binds and serves.
     *
     * @param port 0: any free one
     * @param admission of this gateway's operations, shared with HTTP
     * @param credentials with certificates a client shows one too; with a token every call but those of health
     * @throws BindException when it cannot listen, naming host and port
     */
    public static GrpcFront start(
            String host,
            int port,
            ActorRef<RouterCommand> router,
            Admission admission,
            Credentials credentials,
            ApiLimits limits)
            throws BindException {
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
        ConnectionCheck connections = new ConnectionCheck(limits.connections());
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(host, port), transport(credentials))
                .intercept(new TokenCheck(credentials.token()))
                .directExecutor()
                .flowControlWindow(WINDOW_BYTES)
                .intercept(new RateCheck(new CallRates(limits.callsPerSecond())))
                .intercept(connections)
                .addTransportFilter(connections)
                .maxInboundMessageSize(limits.messageBytes())
                .maxInboundMetadataSize(limits.headerBytes())
                .maxConcurrentCallsPerConnection(limits.callsPerConnection())
                .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .addService(WellFormed.of(new AllocationApi(router, admission)))
                .addService(WellFormed.of(new MachineApi(router)))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        try {
            return new GrpcFront(server.start(), health);
        } catch (IOException e) {
            BindException failure = new BindException("cannot listen on " + host + ":" + port + " for gRPC: "
                    + e.getMessage() + "; choose another port or stop what listens there");
            failure.initCause(e);
            throw failure;
        }
    }

    private static ServerCredentials transport(Credentials credentials) {
        return credentials.tls().map(GrpcFront::mutual).orElseGet(InsecureServerCredentials::create);
    }

    private static ServerCredentials mutual(TlsFiles files) {
        try {
            return TlsServerCredentials.newBuilder()
                    .keyManager(files.certificate().toFile(), files.key().toFile())
                    .trustManager(files.authority().toFile())
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("certificates that were read before cannot be read any more", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** The health service says SERVING from now on, or not any more. */
    public void serving(boolean serving) {
        health.setStatus(
                HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** Takes no more calls, lets those in flight end for a moment, then cuts them off. */
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
