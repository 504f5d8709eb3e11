package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.running.Child;
import io.numactor.cli.running.Restart;
import java.time.Duration;
import java.util.List;

/** The JVM of lost nodes is started again, and the cluster watched until it has taken them in. */
final class Comeback {
    /** With a lease to run out, a start on a busy machine, and what goes wrong the first time. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A JVM that gets no processor time while it starts may be taken for dead, and ends itself then. */
    private static final int ATTEMPTS = 3;

    private final Target target;
    private final Steps steps;
    private final long begin = System.nanoTime();

    private Comeback(Target target, Steps steps) {
        this.target = target;
        this.steps = steps;
    }

    /**
     * What came of it.
     *
     * @param onlineSeconds until the cluster had taken the nodes in
     * @param after the machine then
     */
    record Outcome(long pid, double onlineSeconds, List<NodeInfo> nodes, Machine after)
            implements NodeFaultCommand.Outcome {
        @Override
        public String text(Target target) {
            StringBuilder text = new StringBuilder();
            nodes.forEach(node -> text.append("Node " + node.getNode() + " is back, empty, in a new life ("
                    + Long.toHexString(node.getIncarnation()) + ")." + System.lineSeparator()));
            return text.toString();
        }

        @Override
        public void addTo(ObjectNode document) {
            document.put("pid", pid).put("onlineSeconds", onlineSeconds);
            ArrayNode lives = document.putArray("returned");
            nodes.forEach(node -> lives.addObject()
                    .put("node", node.getNode())
                    .put("incarnation", Long.toUnsignedString(node.getIncarnation())));
            ArrayNode online = document.putArray("online");
            MachineWatch.online(after).forEach(online::add);
            MachineWatch.putEpoch(document, after);
        }
    }

    static Outcome of(Target target, Steps steps) {
        return new Comeback(target, steps).go();
    }

    private Outcome go() {
        MachineWatch watch = MachineWatch.of(target);
        List<Long> before = lives(watch.machine());
        steps.lap();
        for (int attempt = 1; true; attempt++) {
            Child child = start();
            Machine after = watch.until(
                    "waiting until it has joined, and no earlier life of it can be serving",
                    LIMIT,
                    steps,
                    machine -> !child.isAlive() || isTakenIn(machine, before));
            if (child.isAlive()) {
                steps.done("taken in", MachineWatch.nodes(after));
                return new Outcome(child.identity().pid(), seconds(), nodes(target, after), after);
            }
            if (attempt == ATTEMPTS) {
                throw child.death();
            }
            steps.done("ended", "given up by the others while it started; once more");
        }
    }

    private Child start() {
        Child child = Restart.of(
                target.store(),
                target.cluster(),
                target.member(),
                target.member().command());
        steps.done("started", child.who() + ", pid " + child.identity().pid());
        return child;
    }

    private boolean isTakenIn(Machine machine, List<Long> before) {
        return nodes(target, machine).stream()
                .allMatch(node -> node.getOnline() && !before.contains(node.getIncarnation()));
    }

    private double seconds() {
        return MachineWatch.seconds(System.nanoTime() - begin);
    }

    private List<Long> lives(Machine machine) {
        return nodes(target, machine).stream().map(NodeInfo::getIncarnation).toList();
    }

    /** Those of the target's JVM. */
    static List<NodeInfo> nodes(Target target, Machine machine) {
        return machine.getNodesList().stream()
                .filter(node -> target.member().nodes().contains(node.getNode()))
                .toList();
    }
}
