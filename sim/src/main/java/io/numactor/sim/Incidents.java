package io.numactor.sim;

import java.util.List;
import java.util.Set;

/** Deaths and cuts, one after the other, each with a number so that a run can be repeated without some of them. */
final class Incidents {
    private static final int CUT_MAX_MILLIS = 2_500;

    private final World world;
    private final Chance chance;
    private final int meanMillis;
    private final Set<Integer> without;
    /** The node that dies most often: lives of it follow each other closely. */
    private final int frail;

    private int count;
    private boolean over;

    Incidents(World world, Chance chance, FaultLevel faults, Set<Integer> without) {
        this.world = world;
        this.chance = chance;
        this.meanMillis = faults.incidentMillis();
        this.without = without;
        this.frail = chance.below(world.nodes().size());
    }

    void begin() {
        if (meanMillis > 0) {
            world.agenda().afterMillis(1 + chance.below(2 * meanMillis), "incident", this::next);
        }
    }

    void end() {
        over = true;
    }

    /** Incidents so far. */
    int count() {
        return count;
    }

    private void next() {
        if (over) {
            return;
        }
        Chance own = chance.split();
        if (!without.contains(count++)) {
            happen(own);
        }
        begin();
    }

    private void happen(Chance own) {
        int dice = own.below(100);
        if (dice < 30) {
            kill(own.happens(0.5) ? world.node(frail) : own.oneOf(world.nodes()));
        } else if (dice < 40) {
            kill(own.oneOf(world.gateways()));
        } else if (dice < 50) {
            kill(own.oneOf(world.controls()));
        } else if (dice < 60) {
            own.oneOf(world.clients()).die();
        } else if (dice < 80) {
            isolate(lonely(own), own.between(100, CUT_MAX_MILLIS));
        } else {
            cut(own.oneOf(world.jvms()), own.oneOf(world.jvms()), own.between(100, CUT_MAX_MILLIS));
        }
    }

    /** Often the coordinator: another will rule when it returns, and give orders. */
    private Jvm lonely(Chance own) {
        Jvm any = own.oneOf(world.jvms());
        return own.happens(0.3)
                ? world.membership().coordinator().map(Jvm.class::cast).orElse(any)
                : any;
    }

    private void kill(Jvm jvm) {
        if (jvm.isAlive() && maySpare(jvm)) {
            world.kill(jvm);
        }
    }

    private void isolate(Jvm jvm, int millis) {
        if (jvm.isAlive() && maySpare(jvm)) {
            world.isolate(jvm);
            world.agenda().afterMillis(millis, "incident", () -> world.rejoin(jvm));
        }
    }

    /** A coordinator can only take over from a majority of the nodes: what would take that away is not survivable. */
    private boolean maySpare(Jvm jvm) {
        if (!(jvm instanceof NodeJvm)) {
            return true;
        }
        List<NodeJvm> fit = world.nodes().stream()
                .filter(node -> node.isAlive()
                        && node.core().isPresent()
                        && !world.network().isIsolated(node))
                .toList();
        return fit.size() - 1 > world.nodes().size() / 2;
    }

    private void cut(Jvm one, Jvm other, int millis) {
        if (one != other) {
            world.trace(one + " and " + other + " do not hear each other");
            world.network().cut(one, other, false);
            world.agenda().afterMillis(millis, "incident", () -> {
                world.trace(one + " and " + other + " hear each other again");
                world.network().cut(one, other, true);
            });
        }
    }
}
