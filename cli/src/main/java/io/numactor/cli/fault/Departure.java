package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeState;
import io.numactor.cli.cluster.Arguments;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A node's JVM is ended, and the cluster watched until it goes on without. */
final class Departure {
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(90);

    private final Target target;
    private final Steps steps;
    private final MachineWatch watch;
    private final List<Lost> lost;
    private long begin;

    private Departure(Target target, Steps steps, MachineWatch watch) {
        this.target = target;
        this.steps = steps;
        this.watch = watch;
        this.lost = target.member().nodes().stream()
                .map(node -> Lost.of(node, target.api().node(node)))
                .toList();
    }

    /** How a JVM is ended. */
    enum Way {
        KILL("killed", "SIGKILL"),
        STOP("stopped", "SIGTERM, left in order"),
        /** Cut off from the others; when it finds that they have given it up it begins anew, and is cut off still. */
        ISOLATE("isolated", "drops all messages");

        private final String done;
        private final String detail;

        Way(String done, String detail) {
            this.done = done;
            this.detail = detail;
        }
    }

    /**
     * What a node had, right before.
     *
     * @param pages pages of 4 KiB that owners held
     */
    record Lost(int node, long pages, int owners) {
        private static Lost of(int node, Optional<NodeState> state) {
            return new Lost(
                    node,
                    state.map(NodeState::getOwnedPages).orElse(0L),
                    state.map(NodeState::getOwners).orElse(0));
        }
    }

    /**
     * What came of it.
     *
     * @param way how it was struck
     * @param struckSeconds until it was killed, had ended in order, or was cut off
     * @param servedSeconds until a new request for the node's pages was served, when that was asked for
     * @param removedSeconds until the cluster went on without, by its own account
     * @param after the machine then
     */
    record Outcome(
            Way way,
            List<Lost> lost,
            double struckSeconds,
            Optional<Double> servedSeconds,
            double removedSeconds,
            Machine after)
            implements NodeFaultCommand.Outcome {
        @Override
        public String text(Target target) {
            StringBuilder text = new StringBuilder();
            lost.forEach(node -> text.append(String.format(
                    Locale.ROOT,
                    "Node %d is gone, and with it %,d pages of %d %s.%n",
                    node.node(),
                    node.pages(),
                    node.owners(),
                    node.owners() == 1 ? "owner" : "owners")));
            return text.append("'" + Distribution.command() + " node " + (way == Way.ISOLATE ? "heal " : "start ")
                            + target.node()
                            + Arguments.name(target.cluster()) + "' brings " + (lost.size() == 1 ? "it" : "them")
                            + " back, empty." + System.lineSeparator())
                    .toString();
        }

        @Override
        public void addTo(ObjectNode document) {
            ArrayNode nodes = document.putArray("lost");
            lost.forEach(node -> nodes.addObject()
                    .put("node", node.node())
                    .put("pages", node.pages())
                    .put("owners", node.owners()));
            document.put("struckSeconds", struckSeconds).put("removedSeconds", removedSeconds);
            servedSeconds.ifPresent(seconds -> document.put("servedSeconds", seconds));
            ArrayNode online = document.putArray("online");
            MachineWatch.online(after).forEach(online::add);
            MachineWatch.putEpoch(document, after);
        }
    }

    static Outcome of(Target target, Way way, boolean probing, Steps steps) {
        ProcessHandle process = target.process();
        Departure departure = new Departure(target, steps, MachineWatch.of(target));
        if (!probing) {
            return departure.go(process, way, Optional.empty());
        }
        try (Probe probe = Probe.of(target)) {
            return departure.go(process, way, Optional.of(probe));
        }
    }

    private Outcome go(ProcessHandle process, Way way, Optional<Probe> probe) {
        steps.lap();
        begin = System.nanoTime();
        strike(process, way);
        if (way == Way.STOP) {
            awaitEnd(process);
        }
        double struckSeconds = seconds(begin);
        steps.done(way.done, target.member().who() + ", pid " + process.pid() + ", " + way.detail);
        Optional<Double> served = probe.map(Departure::probed);
        served.ifPresent(seconds -> steps.done("work goes on", "a new request for node " + target.node(), seconds));
        Machine after = watch.until(
                "waiting until the cluster goes on without it",
                REMOVAL_LIMIT,
                steps,
                machine -> machine.getMembersList().stream().noneMatch(member -> member.getPid() == process.pid()));
        steps.done("removed", "by the cluster's membership");
        steps.done("zonelists rebuilt", MachineWatch.nodes(after));
        return new Outcome(way, lost, struckSeconds, served, seconds(begin), after);
    }

    private void strike(ProcessHandle process, Way way) {
        switch (way) {
            case KILL -> process.destroyForcibly();
            case STOP -> process.destroy();
            case ISOLATE -> FaultSwitch.put(target, "isolate");
        }
    }

    private static double probed(Probe probe) {
        long since = System.nanoTime();
        probe.begin();
        return MachineWatch.seconds(probe.served() - since);
    }

    private void awaitEnd(ProcessHandle process) {
        long deadline = begin + END_LIMIT.toNanos();
        while (target.member().process().isAlive()) {
            if (System.nanoTime() > deadline) {
                throw ClusterProblem.failed(target.member().who() + " (pid " + process.pid() + ") has not ended after "
                        + END_LIMIT.toSeconds() + " s; 'node kill' ends it in any case; its log is "
                        + target.member().log());
            }
            steps.waiting("waiting until pid " + process.pid() + " has ended");
            Pause.millis(MachineWatch.POLL_MILLIS);
        }
    }

    private static double seconds(long since) {
        return MachineWatch.seconds(System.nanoTime() - since);
    }
}
