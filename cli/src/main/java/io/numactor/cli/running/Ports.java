package io.numactor.cli.running;

/**
 * The ports of a local cluster, all on the loopback address.
 *
 * @param offset added to each default
 */
public record Ports(int offset) {
    public static final String HOST = "127.0.0.1";

    private static final int CONTROL_ARTERY = 26_000;
    private static final int CONTROL_HTTP = 26_001;
    private static final int CONTROL_GRPC = 26_002;
    private static final int PROMETHEUS = 26_090;
    private static final int NODE_ARTERY = 26_100;
    private static final int NODE_HTTP = 26_300;
    /** Node JVM k takes the k-th port of each range; the ranges are this wide. */
    public static final int MAX_NODE_JVMS = 200;
    /** Control JVM k has the ports of the first, shifted by ten for each. */
    public static final int MAX_CONTROL_JVMS = 4;

    private static final int CONTROL_STRIDE = 10;

    private static final int HIGHEST_PORT = 65_535;
    static final int MIN_OFFSET = 1_024 - CONTROL_ARTERY;
    static final int MAX_OFFSET = HIGHEST_PORT - NODE_HTTP - MAX_NODE_JVMS + 1;

    public Ports {
        if (offset < MIN_OFFSET || offset > MAX_OFFSET) {
            throw ClusterProblem.usage("--port-offset " + offset + ": allowed are " + MIN_OFFSET + " to " + MAX_OFFSET);
        }
    }

    public int controlArtery(int jvm) {
        return CONTROL_ARTERY + offset + CONTROL_STRIDE * jvm;
    }

    public int controlHttp(int jvm) {
        return CONTROL_HTTP + offset + CONTROL_STRIDE * jvm;
    }

    public int controlGrpc(int jvm) {
        return CONTROL_GRPC + offset + CONTROL_STRIDE * jvm;
    }

    public int prometheus() {
        return PROMETHEUS + offset;
    }

    public int nodeArtery(int jvm) {
        return NODE_ARTERY + offset + jvm;
    }

    public int nodeHttp(int jvm) {
        return NODE_HTTP + offset + jvm;
    }
}
