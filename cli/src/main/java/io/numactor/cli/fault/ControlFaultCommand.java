package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.ExitCode;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.cluster.UpOptions;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Json;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.Pause;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that does something to one control JVM of a running local cluster, and says what came of it. */
abstract class ControlFaultCommand extends ClusterCommand {
    private static final long LIMIT_NANOS = 90_000_000_000L;
    private static final long POLL_MILLIS = 50;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHO",
            description = "control, control2, ... or its number; default: the one that was started first")
    @Nullable
    String who;

    @Option(
            names = "--name",
            defaultValue = UpOptions.DEFAULT_NAME,
            description = "Name of the cluster: ${DEFAULT-VALUE}.")
    String name = UpOptions.DEFAULT_NAME;

    @Option(names = "--json", description = "Print what came of it as one JSON document.")
    boolean json;

    /** The word for what it does. */
    abstract String verb();

    /** Whether it happens to JVMs that live. */
    abstract boolean happensToTheLiving();

    /** Does it; what came of it, in a sentence. */
    abstract String carryOut(ClusterStore store, ClusterRecord cluster, MemberRecord member);

    @Override
    protected final int run() {
        ClusterStore store = ClusterStore.here();
        ClusterRecord cluster = store.read(name)
                .orElseThrow(() -> ClusterProblem.unreachable("no cluster \"" + name + "\" runs here; start one with '"
                        + Distribution.command() + " up MACHINE'"));
        MemberRecord member = select(cluster);
        long begin = System.nanoTime();
        String outcome = carryOut(store, cluster, member);
        double seconds = (System.nanoTime() - begin) / 1e9;
        out().println(json ? document(member, outcome, seconds) : outcome);
        return ExitCode.OK;
    }

    private String document(MemberRecord member, String outcome, double seconds) {
        ObjectNode document = Json.object();
        document.put("did", verb()).put("who", member.who()).put("outcome", outcome);
        return Json.text(document.put("seconds", Math.round(seconds * 1000) / 1000.0));
    }

    private MemberRecord select(ClusterRecord cluster) {
        List<MemberRecord> controls = cluster.members().stream()
                .filter(member -> member.hasRole("control"))
                .toList();
        String wanted = who == null ? "" : who.matches("\\d+") ? "control" + ("1".equals(who) ? "" : who) : who;
        Optional<MemberRecord> found = controls.stream()
                .filter(member -> wanted.isEmpty()
                        ? member.process().isAlive() == happensToTheLiving()
                        : member.who().equals(wanted))
                .min(Comparator.comparing(member -> member.process().startMillis()));
        return found.filter(member -> member.process().isAlive() == happensToTheLiving())
                .orElseThrow(() -> refusal(controls, wanted, found.isPresent()));
    }

    private ClusterProblem refusal(List<MemberRecord> controls, String wanted, boolean known) {
        String state = happensToTheLiving() ? "has ended already" : "runs already";
        if (wanted.isEmpty()) {
            return ClusterProblem.failed("every control JVM of cluster \"" + name + "\" " + state);
        }
        return known
                ? ClusterProblem.failed(wanted + " " + state)
                : ClusterProblem.usage(
                        "there is no control JVM '" + wanted + "' in cluster \"" + name + "\"; there are "
                                + controls.stream().map(MemberRecord::who).collect(Collectors.joining(", ")));
    }

    /** Waits until it is so. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw ClusterProblem.failed(what + " has not come about after " + LIMIT_NANOS / 1_000_000_000 + " s");
            }
            Pause.millis(POLL_MILLIS);
        }
    }
}
