package io.numactor.cli.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Numastat;
import io.numactor.cli.DurationConverter;
import io.numactor.cli.ExitCode;
import io.numactor.cli.KernelConverter;
import io.numactor.cli.cluster.LocalCluster;
import io.numactor.cli.cluster.MachineSource;
import io.numactor.cli.cluster.MachineSummary;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.cluster.UpReport;
import io.numactor.cli.cluster.UpRequest;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Json;
import io.numactor.cli.running.Ports;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import io.numactor.load.ApiClient;
import io.numactor.load.ApiException;
import io.numactor.load.LoadReport;
import io.numactor.mm.kernel.KernelVersion;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the main job in one go. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts a captured four-node machine as five JVMs, overflows node 0, and shows who served whom.")
public final class DemoCommand extends ClusterCommand {
    private static final Duration ROUND = Duration.ofSeconds(20);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Stop by itself after so much load, with a summary, but not before the last node served; else it runs until Ctrl-C.")
    @Nullable
    Duration duration;

    @Option(names = "--machine", defaultValue = "captured-ring-4", description = "The machine: ${DEFAULT-VALUE}.")
    String machine = "captured-ring-4";

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            converter = KernelConverter.class,
            description =
                    "The kernel whose rules are followed: 2.6.24, 4.4, 5.15, 5.17 or 6.1. Default: the machine's own.")
    @Nullable
    KernelVersion kernel;

    @Option(names = "--port-offset", paramLabel = "N", description = "Added to all ports (26000 and up).")
    int portOffset;

    @Option(names = "--without-prometheus", description = "Do not start Prometheus, even where it is installed.")
    boolean withoutPrometheus;

    @Override
    protected int run() {
        UpRequest request = new UpRequest(
                "demo",
                machine,
                Optional.ofNullable(kernel),
                0,
                1,
                new Ports(portOffset),
                Profile.QUICK,
                Reach.LOOPBACK,
                !withoutPrometheus);
        MachineSummary summary = MachineSource.read(machine, request.kernel());
        Steps steps = Steps.to(out());
        steps.headline("numactor demo   " + summary.name() + "   "
                + summary.nodes().size() + " NUMA nodes, each an actor in a JVM of its own");
        try (LocalCluster cluster = LocalCluster.start(request, summary, ClusterStore.here(), steps);
                ApiClient client = ApiClient.connect(Ports.HOST, request.ports().controlGrpc(0))) {
            out().println();
            out().print(UpReport.urls(cluster.record()));
            return show(cluster, client, Optional.ofNullable(duration));
        }
    }

    private static int show(LocalCluster cluster, ApiClient client, Optional<Duration> limit) {
        try {
            Overflow overflow = Overflow.of(client, cluster.death());
            if (limit.isEmpty()) {
                return untilEnd(cluster, overflow);
            }
            LoadReport report = overflow.round(limit.get());
            ObjectNode summary = summary(cluster.record(), report, client.numastat());
            out().println();
            out().println(sentence(report));
            out().println(Json.line(summary));
            return ExitCode.OK;
        } catch (ApiException e) {
            throw cluster.death().isDone()
                    ? cluster.death().join().death()
                    : ClusterProblem.failed("" + e.getMessage());
        }
    }

    /** Round after round, each with its pages freed at the end; ended from outside, or by the death of a JVM. */
    private static int untilEnd(LocalCluster cluster, Overflow overflow) {
        out().println("  Stop        Ctrl-C");
        while (!cluster.isClosed()) {
            overflow.round(ROUND);
        }
        return ExitCode.OK;
    }

    private static String sentence(LoadReport report) {
        return String.format(
                Locale.ROOT,
                "%,d blocks were wanted of node %d: %.1f %% came from there, %,d from other nodes, each at a mean distance of %.1f",
                report.servedBlocks(),
                report.servedBy().isEmpty() ? 0 : report.servedBy().firstKey(),
                100 * report.localShare(),
                report.misses(),
                report.meanDistance());
    }

    private static ObjectNode summary(ClusterRecord cluster, LoadReport report, Numastat numastat) {
        ObjectNode summary = Json.object();
        summary.put("jvms", cluster.jvms());
        ArrayNode order = summary.putArray("overflowOrder");
        report.firstServed().forEach(order::add);
        ObjectNode servedBy = summary.putObject("servedBy");
        report.servedByNode().forEach((node, blocks) -> servedBy.put(String.valueOf(node), blocks));
        summary.put(
                "misses",
                numastat.getNodesList().stream().mapToLong(n -> n.getNumaMiss()).sum());
        summary.put(
                "foreigns",
                numastat.getNodesList().stream()
                        .mapToLong(n -> n.getNumaForeign())
                        .sum());
        return summary;
    }
}
