package io.numactor.cli.sim;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.ExitCode;
import io.numactor.sim.FaultLevel;
import io.numactor.sim.Shrinker;
import io.numactor.sim.SimPlan;
import io.numactor.sim.SimReport;
import io.numactor.sim.Simulation;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs whole clusters in one thread, with faults from a seed. */
@Command(
        name = "sim",
        description = "Simulate a whole cluster in one thread, with faults from a seed, and hold its invariants.",
        footer = {
            "",
            "The cores of router, nodes and coordinator are those of a real cluster;",
            "network, clock and membership are simulated. The same seed gives the same run.",
            "Invariants are held after every step, all of them from the frames themselves",
            "every hundredth; at the end the network heals, and nothing may be missing.",
            "Exit status 1: an invariant did not hold. The seed and the smallest failing run",
            "found are printed."
        },
        mixinStandardHelpOptions = true)
public final class SimCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_NODES = 64;
    private static final int MAX_JOBS = 256;
    private static final int MAX_STEPS = 100_000_000;
    private static final int TRACE_SHOWN = 60;

    @Option(names = "--seed", paramLabel = "N", description = "first seed", defaultValue = "1")
    long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "how many seeds, one after the other",
            defaultValue = "1")
    long seeds;

    @Option(names = "--jobs", paramLabel = "N", description = "seeds that run at a time, 1..256", defaultValue = "1")
    int jobs;

    @Option(names = "--forever", description = "go on with the next seed until one fails or it is interrupted")
    boolean forever;

    @Option(names = "--nodes", paramLabel = "N", description = "NUMA nodes, 1..64", defaultValue = "8")
    int nodes;

    @Option(names = "--steps", paramLabel = "N", description = "events of each run", defaultValue = "20000")
    int steps;

    @Option(names = "--faults", paramLabel = "LEVEL", description = "none, stormy or cruel", defaultValue = "cruel")
    FaultLevel faults = FaultLevel.CRUEL;

    @Option(names = "--json", description = "print JSON, a line for each seed")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    @Override
    public Integer call() {
        inRange("--nodes", nodes, 1, MAX_NODES);
        inRange("--steps", steps, 1, MAX_STEPS);
        inRange("--seeds", seeds, 1, Long.MAX_VALUE);
        inRange("--jobs", jobs, 1, MAX_JOBS);
        PrintWriter out = spec.commandLine().getOut();
        long end = forever ? Long.MAX_VALUE : seed + seeds;
        return SeedRange.of(seed, end).allFine(jobs, ofSeed -> fine(ofSeed, out)) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void inRange(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + ": " + value + " is not in " + least + ".." + most);
        }
    }

    private boolean fine(long ofSeed, PrintWriter out) {
        long begin = System.nanoTime();
        SimReport report = Simulation.run(SimPlan.of(ofSeed, nodes, steps, faults));
        double seconds = (System.nanoTime() - begin) / 1e9;
        SimReport shown = report.isFine() ? report : Shrinker.shrink(report);
        out.print(json ? json(report, shown, seconds) : text(report, shown, seconds));
        out.flush();
        return report.isFine();
    }

    private static String text(SimReport report, SimReport shown, double seconds) {
        String head = String.format(
                Locale.ROOT,
                "seed %d: %s; %d steps, %.1f simulated s, %d incidents, %d answers with pages, %d hints; %.1f s, digest %016x%n",
                report.plan().seed(),
                report.isFine() ? "fine" : "FAILED",
                report.steps(),
                report.simulatedMillis() / 1e3,
                report.incidents(),
                report.served(),
                report.hinted(),
                seconds,
                report.digest());
        return report.isFine() ? head : head + failure(report, shown);
    }

    private static String failure(SimReport report, SimReport shown) {
        StringBuilder text = new StringBuilder();
        text.append("  ").append(report.failure()).append(System.lineSeparator());
        text.append(String.format(
                Locale.ROOT,
                "  smallest failing run found: %d steps, incidents left out %s, message faults %s:%n  %s%n",
                shown.plan().steps(),
                shown.plan().withoutIncidents(),
                shown.plan().messageFaults() ? "on" : "off",
                shown.failure()));
        shown.trace().stream()
                .skip(Math.max(0, shown.trace().size() - TRACE_SHOWN))
                .forEach(line -> text.append("    ").append(line).append(System.lineSeparator()));
        return text.toString();
    }

    private static String json(SimReport report, SimReport shown, double seconds) {
        ObjectNode tree = JSON.createObjectNode()
                .put("seed", report.plan().seed())
                .put("nodes", report.plan().nodes())
                .put("faults", report.plan().faults().name().toLowerCase(Locale.ROOT))
                .put("fine", report.isFine())
                .put("steps", report.steps())
                .put("simulatedMillis", report.simulatedMillis())
                .put("incidents", report.incidents())
                .put("served", report.served())
                .put("hinted", report.hinted())
                .put("seconds", seconds)
                .put("digest", String.format(Locale.ROOT, "%016x", report.digest()));
        if (!report.isFine()) {
            tree.put("failure", report.failure());
            ObjectNode smallest = tree.putObject("smallest")
                    .put("steps", shown.plan().steps())
                    .put("messageFaults", shown.plan().messageFaults())
                    .put("failure", shown.failure());
            shown.plan().withoutIncidents().forEach(smallest.withArray("withoutIncidents")::add);
            shown.trace().forEach(smallest.withArray("trace")::add);
        }
        return tree + System.lineSeparator();
    }
}
