package io.numactor.sim;

import io.numactor.mm.boot.input.BootInput;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One run: a cluster that boots, works under faults for so many steps, and then settles. The cheap invariants are held
 * after every step, all of them every hundredth and at the end.
 */
public final class Simulation {
    private static final int AUDIT_EVERY = 100;
    /** In simulated time: twice what the longest chain of leases and restarts takes. */
    private static final long SETTLE_MILLIS = 60_000;

    private static final int AFTERMATH_STEPS = 500;

    private static final int TRACE_LINES = 4_000;

    private final SimPlan plan;
    private final World world;
    private final Incidents incidents;
    private final Deque<String> trace = new ArrayDeque<>();
    private int steps;

    private Simulation(SimPlan plan, boolean traced) {
        this.plan = plan;
        BootInput machine = SimMachine.ring(plan.nodes());
        this.world = new World(plan, machine, traced, traced ? this::keep : line -> {});
        this.incidents = new Incidents(world, world.chance().split(), plan.faults(), plan.withoutIncidents());
    }

    /** Runs; the report says what did not hold, if anything. */
    public static SimReport run(SimPlan plan) {
        return new Simulation(plan, false).run();
    }

    /** Runs and keeps what happened. */
    static SimReport traced(SimPlan plan) {
        return new Simulation(plan, true).run();
    }

    private void keep(String line) {
        trace.add("step " + steps + "  " + line);
        if (trace.size() > TRACE_LINES) {
            trace.remove();
        }
    }

    private SimReport run() {
        String failure = "";
        try {
            boot();
            incidents.begin();
            while (steps < plan.steps()) {
                step();
            }
            settle();
        } catch (SimFailure broken) {
            failure = "step " + steps + ": " + broken.getMessage();
        } catch (RuntimeException broken) {
            failure = "step " + steps + ": " + broken + " at "
                    + List.of(broken.getStackTrace()).subList(0, Math.min(6, broken.getStackTrace().length));
        }
        return new SimReport(
                plan,
                steps,
                world.agenda().now() / 1_000_000,
                incidents.count(),
                world.watch().served(),
                world.hints().followed(),
                world.agenda().digest(),
                failure,
                List.copyOf(trace));
    }

    /** A machine boots undisturbed: its steps do not count. */
    private void boot() {
        world.begin();
        while (!world.isBooted()) {
            world.step();
        }
        if (plan.messageFaults()) {
            world.network().decay();
        }
        world.clients().forEach(SimClient::begin);
        world.operator().ifPresent(SimOperator::begin);
    }

    private void step() {
        world.step();
        steps++;
        if (steps % AUDIT_EVERY == 0) {
            world.watch().audit();
        }
    }

    /** The network heals, what is dead comes back, and then clients ask for nothing more: nothing may be missing. */
    private void settle() {
        world.trace("the network heals");
        incidents.end();
        world.network().heal();
        goOn();
        world.operator().ifPresent(this::endRule);
        long end = world.agenda().now() + SETTLE_MILLIS * 1_000_000;
        String last = "it does not settle";
        Optional<ClusterAudit> audit = Optional.empty();
        while (world.agenda().now() < end) {
            step();
            if (audit.filter(ClusterAudit::isComplete).isPresent()) {
                last = audit.get().findings();
                audit = Optional.empty();
                if (last.isEmpty()) {
                    return;
                }
            } else if (steps % AUDIT_EVERY == 0 && isQuiet()) {
                try {
                    world.watch().settled();
                    audit = Optional.of(new ClusterAudit(world));
                } catch (SimFailure notYet) {
                    last = String.valueOf(notYet.getMessage());
                }
            }
        }
        throw new SimFailure(isQuiet() ? "after " + SETTLE_MILLIS / 1_000 + " s without faults: " + last : unquiet());
    }

    /** When everything is back, its new lives are made use of, while late messages to the earlier ones still arrive. */
    private void goOn() {
        world.clients().forEach(SimClient::rest);
        long end = world.agenda().now() + SETTLE_MILLIS * 1_000_000;
        while (!isQuiet() && world.agenda().now() < end) {
            step();
        }
        world.clients().forEach(SimClient::resume);
        for (int i = 0; i < AFTERMATH_STEPS; i++) {
            step();
        }
        world.clients().forEach(SimClient::rest);
    }

    /** Whoever rules next has to know what was changed under the one before. */
    private void endRule(SimOperator operator) {
        operator.retire();
        world.membership().coordinator().filter(ControlJvm::isRuling).ifPresent(world::kill);
    }

    private boolean isQuiet() {
        return world.jvms().stream()
                        .allMatch(jvm -> jvm.isAlive() && world.membership().isMember(jvm))
                && world.isRuled()
                && world.gateways().stream().allMatch(gateway -> gateway.inFlight() == 0);
    }

    private String unquiet() {
        List<String> what = new java.util.ArrayList<>();
        Consumer<String> add = what::add;
        world.jvms().stream()
                .filter(jvm -> !jvm.isAlive() || !world.membership().isMember(jvm))
                .forEach(jvm -> add.accept(jvm + " is not back"));
        world.gateways().stream()
                .filter(gateway -> gateway.inFlight() > 0)
                .forEach(gateway -> add.accept(gateway + " still has " + gateway.inFlight() + " requests in flight"));
        if (!world.isRuled()) {
            add.accept("nobody rules");
        }
        return "after " + SETTLE_MILLIS / 1_000 + " s without faults: " + String.join(", ", what);
    }
}
