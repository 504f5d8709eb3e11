package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.running.Api;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks at a running machine through its API until something is so. */
final class MachineWatch {
    static final long POLL_MILLIS = 20;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Api api;
    private final String who;

    private MachineWatch(Api api, String who) {
        this.api = api;
        this.who = who;
    }

    /**
     * That of a cluster that answers.
     *
     * @throws ClusterProblem when no gateway of it does
     */
    static MachineWatch of(Target target) {
        MachineWatch watch = new MachineWatch(target.api(), target.cluster().name());
        watch.machine();
        return watch;
    }

    /** The machine now. */
    Machine machine() {
        return api.machine()
                .orElseThrow(() -> ClusterProblem.unreachable("cluster \"" + who + "\" does not answer; '"
                        + Distribution.command() + " ps' shows which of its processes live"));
    }

    /** The machine as soon as it is so. */
    Machine until(String waitingFor, Duration limit, Steps steps, Predicate<Machine> isSo) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Machine> now = api.machine().filter(isSo);
            if (now.isPresent()) {
                return now.get();
            }
            steps.waiting(waitingFor);
            Pause.millis(POLL_MILLIS);
        }
        throw ClusterProblem.failed(waitingFor + ": not so after " + limit.toSeconds() + " s; see '"
                + Distribution.command() + " logs control'");
    }

    /** Nodes that are online, ascending. */
    static List<Integer> online(Machine machine) {
        return machine.getNodesList().stream()
                .filter(NodeInfo::getOnline)
                .map(NodeInfo::getNode)
                .sorted()
                .toList();
    }

    /** Which nodes are online under which epoch, for people. */
    static String nodes(Machine machine) {
        List<Integer> online = online(machine);
        return "epoch " + epoch(machine) + ", "
                + (online.size() == 1 ? "node " : "nodes ")
                + NodeFaultCommand.listed(online);
    }

    static String epoch(Machine machine) {
        return machine.getEpoch().getTerm() + "." + machine.getEpoch().getCounter();
    }

    static void putEpoch(ObjectNode document, Machine machine) {
        document.putObject("epoch")
                .put("term", machine.getEpoch().getTerm())
                .put("counter", machine.getEpoch().getCounter());
    }

    /** To the millisecond. */
    static double seconds(long nanos) {
        return Math.round(nanos / (NANOS_PER_SECOND / 1_000)) / 1_000.0;
    }
}
