package io.numactor.cli.cluster;

import io.numactor.cli.running.ClusterRecord;

/** The options that other commands need to reach a cluster that is not the default one. */
public final class Arguments {
    private Arguments() {}

    static String of(ClusterRecord cluster) {
        return cluster.portOffset() == 0 ? "" : " --port-offset " + cluster.portOffset();
    }

    public static String name(ClusterRecord cluster) {
        return cluster.name().equals(UpOptions.DEFAULT_NAME) ? "" : " --name " + cluster.name();
    }
}
