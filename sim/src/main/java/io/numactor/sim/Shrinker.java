package io.numactor.sim;

import java.util.Set;
import java.util.TreeSet;

/** Makes a failing run smaller while it still fails: fewer incidents, no message faults, fewer steps. */
public final class Shrinker {
    private static final int MAX_RUNS = 200;

    private SimPlan plan;
    private SimReport report;
    private int runs;

    private Shrinker(SimReport failed) {
        this.plan = failed.plan();
        this.report = failed;
    }

    /** The smallest failing run found, with what happened in it. */
    public static SimReport shrink(SimReport failed) {
        Shrinker shrinker = new Shrinker(failed);
        shrinker.shrink();
        return Simulation.traced(shrinker.plan);
    }

    private void shrink() {
        tryIt(plan.withSteps(Math.min(plan.steps(), report.steps())));
        tryIt(plan.withoutMessageFaults());
        leaveIncidentsOut();
        for (int cut = plan.steps() / 2; cut > 0 && runs < MAX_RUNS; cut /= 2) {
            boolean fails = true;
            while (fails && cut < plan.steps()) {
                fails = tryIt(plan.withSteps(plan.steps() - cut));
            }
        }
    }

    private void leaveIncidentsOut() {
        for (int incident = report.incidents() - 1; incident >= 0; incident--) {
            Set<Integer> without = new TreeSet<>(plan.withoutIncidents());
            without.add(incident);
            tryIt(plan.without(without));
        }
    }

    private boolean tryIt(SimPlan smaller) {
        if (runs++ >= MAX_RUNS) {
            return false;
        }
        SimReport tried = Simulation.run(smaller);
        if (!tried.isFine()) {
            plan = smaller;
            report = tried;
        }
        return !tried.isFine();
    }
}
