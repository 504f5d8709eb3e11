package io.numactor.cli.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeState;
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
    private long begin;

    private Departure(Target target, Steps steps) {
        this.target = target;
        this.steps = steps;
    }

    /** How a JVM is ended. */
    enum Way {
        KILL("killed", "SIGKILL"),
        STOP("stopped", "SIGTERM, left in order"),
        /** Cut off from the others; it ends itself some time after they have given it up. */
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
     * @param endedSeconds until the process was gone
     * @param removedSeconds until the cluster went on without, by its own account
     * @param after the machine then
     */
    record Outcome(List<Lost> lost, double endedSeconds, double removedSeconds, Machine after)
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
            return text.append("'" + Distribution.command() + " node start " + target.node()
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
            document.put("endedSeconds", endedSeconds).put("removedSeconds", removedSeconds);
            ArrayNode online = document.putArray("online");
            MachineWatch.online(after).forEach(online::add);
            MachineWatch.putEpoch(document, after);
        }
    }

    static Outcome of(Target target, Way way, Steps steps) {
        return new Departure(target, steps).go(target.process(), way);
    }

    private Outcome go(ProcessHandle process, Way way) {
        MachineWatch watch = MachineWatch.of(target);
        List<Lost> lost = target.member().nodes().stream()
                .map(node -> Lost.of(node, target.api().node(node)))
                .toList();
        steps.lap();
        begin = System.nanoTime();
        double endedSeconds = end(process, way);
        String pid = target.member().who() + ", pid " + process.pid() + ", ";
        steps.done(way.done, pid + way.detail);
        Machine after = watch.until(
                "waiting until the cluster goes on without it",
                REMOVAL_LIMIT,
                steps,
                machine -> machine.getMembersList().stream().noneMatch(member -> member.getPid() == process.pid()));
        steps.done("removed", "by the cluster's membership");
        steps.done("zonelists rebuilt", MachineWatch.goesOn(after));
        return new Outcome(lost, endedSeconds, seconds(), after);
    }

    private double end(ProcessHandle process, Way way) {
        if (way == Way.ISOLATE) {
            FaultSwitch.put(target.member(), "isolate");
            return seconds();
        } else if (way == Way.KILL) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
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
        return seconds();
    }

    private double seconds() {
        return MachineWatch.seconds(System.nanoTime() - begin);
    }
}
