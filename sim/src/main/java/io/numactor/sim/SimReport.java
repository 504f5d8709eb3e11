package io.numactor.sim;

import java.util.List;

/**
 * What came of a run.
 *
 * @param steps events gone through, those of the settling too
 * @param simulatedMillis how long it was in the cluster's own time
 * @param incidents deaths and cuts
 * @param served answers of nodes that handed out pages
 * @param hinted nodes that requests left out by hint, as far as they were explained
 * @param digest a number that two runs share only if all the same happened
 * @param failure what did not hold; empty: everything did
 * @param trace what happened before, when the run was traced
 */
public record SimReport(
        SimPlan plan,
        int steps,
        long simulatedMillis,
        int incidents,
        long served,
        long hinted,
        long digest,
        String failure,
        List<String> trace) {
    public SimReport {
        trace = List.copyOf(trace);
    }

    public boolean isFine() {
        return failure.isEmpty();
    }
}
