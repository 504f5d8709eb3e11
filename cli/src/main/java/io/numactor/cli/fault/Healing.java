package io.numactor.cli.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.cli.cluster.Steps;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An isolated JVM is heard again; where the cluster has given it up, it begins anew. */
final class Healing {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** The others may have decided to go on without it and not have carried that out yet. */
    private static final Duration CERTAIN = Duration.ofSeconds(2);

    private final Target target;
    private final Steps steps;
    private final long begin = System.nanoTime();
    private boolean told;

    private Healing(Target target, Steps steps) {
        this.target = target;
        this.steps = steps;
    }

    /** It goes on as it was: the cluster had not given it up. */
    record Healed(double seconds, Machine after) implements NodeFaultCommand.Outcome {
        @Override
        public String text(Target target) {
            return "It goes on as it was, with every page." + System.lineSeparator();
        }

        @Override
        public void addTo(ObjectNode document) {
            document.put("isolated", false).put("healedSeconds", seconds);
            MachineWatch.putEpoch(document, after);
        }
    }

    static NodeFaultCommand.Outcome of(Target target, Steps steps) {
        return new Healing(target, steps).go();
    }

    private NodeFaultCommand.Outcome go() {
        MachineWatch watch = MachineWatch.of(target);
        List<Long> before = lives(watch.machine());
        steps.lap();
        Optional<Machine> heard = awaitHeard(watch);
        if (heard.isEmpty()) {
            steps.done("had ended", "the cluster goes on without it");
            return Comeback.of(target, steps);
        }
        double seconds = MachineWatch.seconds(System.nanoTime() - begin);
        if (lives(heard.get()).equals(before)) {
            steps.done("heard", MachineWatch.nodes(heard.get()));
            return new Healed(seconds, heard.get());
        }
        steps.done("taken in", MachineWatch.nodes(heard.get()));
        return new Comeback.Outcome(
                target.member().process().pid(), seconds, Comeback.nodes(target, heard.get()), heard.get());
    }

    private List<Long> lives(Machine machine) {
        return Comeback.nodes(target, machine).stream()
                .map(NodeInfo::getIncarnation)
                .toList();
    }

    /** A JVM that is just beginning anew does not listen for a moment. */
    private void tell() {
        if (!told && FaultSwitch.reach(target, "heal")) {
            told = true;
            steps.done("healed", target.member().who() + " is let through again");
        }
    }

    /** The machine once it is certain that it goes on with this JVM; empty when the JVM has ended. */
    private Optional<Machine> awaitHeard(MachineWatch watch) {
        long silentAt = System.nanoTime();
        while (target.member().process().isAlive()) {
            tell();
            Machine machine = watch.machine();
            if (!told || !isMember(machine) || !answers()) {
                silentAt = System.nanoTime();
            }
            if (System.nanoTime() - silentAt > CERTAIN.toNanos()) {
                return Optional.of(machine);
            }
            refuseLate();
            steps.waiting("waiting until it is heard, or has begun anew and is taken in");
            Pause.millis(MachineWatch.POLL_MILLIS);
        }
        return Optional.empty();
    }

    private void refuseLate() {
        if (System.nanoTime() - begin > LIMIT.toNanos()) {
            throw ClusterProblem.failed(target.member().who() + " is not taken in again after " + LIMIT.toSeconds()
                    + " s; 'node kill' and 'node start' replace it");
        }
    }

    private boolean isMember(Machine machine) {
        long pid = target.member().process().pid();
        return machine.getMembersList().stream().anyMatch(member -> member.getPid() == pid);
    }

    /** Whether every node of it says how it stands. */
    private boolean answers() {
        return target.member().nodes().stream()
                .allMatch(node -> target.api().node(node).isPresent());
    }
}
