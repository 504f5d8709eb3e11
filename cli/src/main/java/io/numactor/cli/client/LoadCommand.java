package io.numactor.cli.client;

import io.numactor.cli.DurationConverter;
import io.numactor.cli.ExitCode;
import io.numactor.cli.UsageProblem;
import io.numactor.load.ApiClient;
import io.numactor.load.LoadGenerator;
import io.numactor.load.LoadPlan;
import io.numactor.load.LoadPlan.Lifetime;
import io.numactor.load.LoadReport;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Closed-loop load on the live machine. */
@Command(
        name = "load",
        description = "Allocate at full speed and show who served whom, how far away, at what cost.",
        footer = {
            "",
            "A closed loop: a request goes out when an earlier one is answered, so the latencies are those at the",
            "speed that the cluster allowed. Exit status 1: nothing was served."
        },
        mixinStandardHelpOptions = true)
public final class LoadCommand extends ClientCommand {
    private static final long MAX_RATE = 1_000_000_000;
    private static final int MAX_PORT = 65_535;

    @Option(names = "--node", paramLabel = "N", description = "start at this node", defaultValue = "0")
    int node;

    @Option(names = "--cpu", paramLabel = "C", description = "allocate on this CPU; default: the node's first")
    @Nullable
    Integer cpu;

    @Option(names = "--order", paramLabel = "K", description = "blocks of 2^K pages, 0..10", defaultValue = "0")
    long order;

    @Option(
            names = "--pages",
            paramLabel = "N",
            description = "pages to take in all (default: ${DEFAULT-VALUE})",
            defaultValue = "65536")
    long pages;

    @Option(names = "--hold", description = "keep the pages until the end (the default)")
    boolean hold;

    @Option(names = "--free", description = "free the pages of each request when it is answered")
    boolean free;

    @Option(names = "--keep", description = "with --hold: leave the owner and its pages when done")
    boolean keep;

    @Option(names = "--batch", paramLabel = "N", description = "blocks of one request", defaultValue = "64")
    long batch;

    @Option(
            names = "--outstanding",
            paramLabel = "N",
            description = "requests unanswered at a time",
            defaultValue = "4")
    long outstanding;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "not more than N blocks a second; default: as fast as it goes",
            defaultValue = "0")
    long rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "stop after TIME; with --free go on until then, whatever --pages says")
    @Nullable
    Duration duration;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "serve this load's own metrics on 127.0.0.1:PORT/metrics while it runs")
    @Nullable
    Integer metricsPort;

    @Option(names = "--policy", paramLabel = "POLICY", description = "as for alloc")
    @Nullable
    String policy;

    @Option(names = "--gfp", paramLabel = "FLAGS", description = "as for alloc", defaultValue = "")
    String gfp = "";

    @Option(names = "--reclaimable", description = "page cache: pages that reclaim may take back")
    boolean reclaimable;

    @Override
    @SuppressWarnings("try") // open is all that it has to be
    int run(ApiClient client) throws InterruptedException {
        LoadPlan plan = plan(MachineNodes.of(client.machine()));
        LoadGenerator generator = new LoadGenerator(client, plan, rate == 0 ? Double.POSITIVE_INFINITY : rate);
        try (StopOnInterrupt stop = new StopOnInterrupt(generator)) {
            LoadReport report = measured(generator, new LoadProgress(plan, this::print, json));
            print(json ? LoadJson.print(plan, report) : LoadText.print(plan, report));
            return report.servedBlocks() > 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private LoadReport measured(LoadGenerator generator, LoadProgress progress) throws InterruptedException {
        if (metricsPort == null) {
            return watch(generator, progress, progress);
        }
        UsageProblem.unlessInRange("--metrics-port", metricsPort, 0, MAX_PORT);
        try (LoadMetricsPage page = LoadMetricsPage.open(metricsPort)) {
            return watch(generator, progress, report -> {
                page.show(report);
                progress.accept(report);
            });
        }
    }

    private static LoadReport watch(LoadGenerator generator, LoadProgress progress, Consumer<LoadReport> onProgress)
            throws InterruptedException {
        try {
            return generator.run(onProgress);
        } finally {
            progress.end();
        }
    }

    private LoadPlan plan(MachineNodes machine) {
        machine.checkNode("--node", node);
        if (cpu != null) {
            machine.checkCpu("--cpu", cpu);
        }
        if (hold && free) {
            throw new UsageProblem("--hold and --free exclude each other");
        }
        checkNumbers(machine);
        OptionalInt onCpu = cpu == null ? machine.firstCpu(node) : OptionalInt.of(cpu);
        return new LoadPlan(
                OptionalInt.of(node),
                onCpu,
                (int) order,
                pages,
                free ? Lifetime.FREE : Lifetime.HOLD,
                (int) batch,
                (int) outstanding,
                PolicyText.parse(policy, machine),
                GfpText.checked(gfp),
                Optional.ofNullable(duration),
                keep,
                reclaimable);
    }

    /** Pages that are kept cannot be more than there are. */
    private void checkNumbers(MachineNodes machine) {
        UsageProblem.unlessInRange("--order", order, 0, LoadPlan.MAX_ORDER);
        long most = free ? LoadPlan.MAX_PAGES : Math.min(LoadPlan.MAX_PAGES, Math.max(1, machine.presentPages()));
        UsageProblem.unlessInRange("--pages", pages, 1, most);
        UsageProblem.unlessInRange("--batch", batch, 1, LoadPlan.MAX_BATCH);
        UsageProblem.unlessInRange("--outstanding", outstanding, 1, LoadPlan.MAX_OUTSTANDING);
        UsageProblem.unlessInRange("--rate", rate, 0, MAX_RATE);
        if (duration != null && duration.isZero()) {
            throw new UsageProblem("--duration must be above 0");
        }
    }
}
