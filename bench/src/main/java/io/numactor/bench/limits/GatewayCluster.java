package io.numactor.bench.limits;

import io.numactor.bench.ChildJvm;
import io.numactor.cli.Main;
import java.util.List;

/** The product as a client elsewhere sees it: control and gateway in one JVM, the nodes in two more. */
final class GatewayCluster implements AutoCloseable {
    private static final String NAME = "limits-api";

    private final int grpcPort = ChildJvm.freePort();
    private final ChildJvm gateway;
    private final ChildJvm firstNodes;
    private final ChildJvm moreNodes;

    GatewayCluster(String machine) {
        int artery = ChildJvm.freePort();
        String seed = ChildJvm.HOST + ":" + artery;
        gateway = ChildJvm.start(
                        "gateway",
                        Main.class,
                        List.of(
                                "jvm",
                                "--roles=control,gateway",
                                "--name=" + NAME,
                                "--machine=" + machine,
                                "--artery-port=" + artery,
                                "--http-port=0",
                                "--grpc-port=" + grpcPort,
                                "--seeds=" + seed,
                                "--heartbeat-pause=20s"))
                .awaitPort(artery);
        firstNodes = Cluster.nodeJvm(NAME, seed);
        moreNodes = Cluster.nodeJvm(NAME, seed);
    }

    /** The port of its public API. */
    int grpcPort() {
        return grpcPort;
    }

    @Override
    public void close() {
        firstNodes.close();
        moreNodes.close();
        gateway.close();
    }
}
