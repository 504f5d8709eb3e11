package io.numactor.coordinator;

import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import io.numactor.wire.BootPhaseState;
import io.numactor.wire.Install;
import java.util.ArrayList;
import java.util.List;

/** What the installed machine adds to a gateway's metrics: epoch, boot, which nodes are there. */
final class InstallMetrics {
    private static final double NANOS = 1e9;

    private InstallMetrics() {}

    static List<Sample> of(Install install) {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(MetricCatalog.ZONELIST_EPOCH, install.getEpoch().getCounter()));
        samples.add(Sample.of(MetricCatalog.ZONELIST_REBUILDS_TOTAL, install.getZonelistBuilds()));
        install.getNodesList()
                .forEach(node -> samples.add(Sample.of(
                        MetricCatalog.NODE_ONLINE, node.getOnline() ? 1 : 0, Integer.toString(node.getNode()))));
        for (BootPhaseState phase : install.getPhasesList()) {
            boolean current = phase.getName().equals(install.getPhase());
            samples.add(Sample.of(MetricCatalog.BOOT_PHASE, current ? 1 : 0, phase.getName()));
            if (phase.getState().equals("done")) {
                samples.add(Sample.of(
                        MetricCatalog.BOOT_PHASE_DURATION_SECONDS, phase.getDurationNanos() / NANOS, phase.getName()));
            }
        }
        return samples;
    }
}
