package io.numactor.systemtests;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** One cluster for all tests of a class, started before them and ended after; a failure prints its logs' ends. */
final class ClusterExtension implements BeforeAllCallback, AfterAllCallback, TestWatcher {
    private final String name;
    private final String machine;
    private final String[] options;
    private @Nullable RunningCluster cluster;

    ClusterExtension(String name, String machine, String... options) {
        this.name = name;
        this.machine = machine;
        this.options = options;
    }

    RunningCluster cluster() {
        if (cluster == null) {
            throw new IllegalStateException("asked for the cluster before it was started");
        }
        return cluster;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = RunningCluster.up(name, machine, options);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (cluster != null) {
            context.getExecutionException().ifPresent(cause -> printLogs(context));
            cluster.close();
        }
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        printLogs(context);
    }

    private void printLogs(ExtensionContext context) {
        System.err.println(context.getDisplayName() + " failed; the cluster's logs end with:\n"
                + cluster().logTails());
    }
}
