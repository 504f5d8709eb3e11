package io.numactor.cli.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Phase;
import io.numactor.cli.ExitCode;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: a cluster of several JVMs on this machine. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts a machine as a cluster of JVMs on this computer, and ends it on Ctrl-C.")
public final class UpCommand extends ClusterCommand {
    @Mixin
    UpOptions options = new UpOptions();

    @Option(
            names = {"-d", "--background"},
            description = "Return when it is booted; 'down' ends it.")
    boolean background;

    @Option(names = "--json", description = "Print what was started as one JSON document.")
    boolean json;

    @Override
    protected int run() {
        long begin = System.nanoTime();
        UpRequest request = options.request();
        MachineSummary machine = MachineSource.read(request.machine(), request.kernel());
        Steps steps = json ? Steps.silent() : Steps.to(out());
        steps.headline(headline(request, machine));
        LocalCluster cluster = LocalCluster.start(request, machine, ClusterStore.here(), steps);
        double seconds = (System.nanoTime() - begin) / 1e9;
        out().print(json ? document(cluster, seconds) : UpReport.text(cluster, seconds, background));
        out().flush();
        if (background) {
            cluster.leaveRunning();
            return ExitCode.OK;
        }
        return untilEnd(cluster);
    }

    /** Until no JVM is left, or this process is told to end: then the shutdown hook ends the cluster. */
    private static int untilEnd(LocalCluster cluster) {
        try (cluster) {
            throw cluster.extinction().join().death();
        }
    }

    private static String headline(UpRequest request, MachineSummary machine) {
        int jvms = request.jvms() == 0 ? ClusterPlan.defaultJvms(machine.nodes().size()) : request.jvms();
        return "numactor   " + machine.name() + "   " + machine.nodes().size() + " NUMA nodes in " + jvms
                + " JVMs, " + (request.controls() == 1 ? "1 JVM in control" : request.controls() + " control JVMs")
                + "   profile "
                + request.profile().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String document(LocalCluster cluster, double seconds) {
        ObjectNode document = Json.cluster(cluster.record());
        document.put("startSeconds", Math.round(seconds * 1000) / 1000.0);
        ArrayNode phases = document.putArray("phases");
        for (Phase phase : cluster.phases().getPhasesList()) {
            phases.addObject()
                    .put("name", phase.getName())
                    .put("state", phase.getState())
                    .put("seconds", phase.getDurationNanos() / 1e9);
        }
        return Json.text(document) + System.lineSeparator();
    }
}
