package io.numactor.node;

import io.numactor.api.v1.FreeRefusal;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.wire.RunsFreed;
import java.util.Arrays;
import java.util.Locale;

/** What came of the runs of a free, gathered run by run. */
final class FreedRuns {
    private final int nid;
    private final RunsFreed.Builder answer = RunsFreed.newBuilder();
    private int[] freed = new int[16];
    private int[] reclaimed = new int[16];
    private int runs;
    private int total;
    private long asked;

    FreedRuns(int nid) {
        this.nid = nid;
    }

    /** The next run, of so many blocks. */
    void begin(int blocks) {
        if (runs == freed.length) {
            freed = Arrays.copyOf(freed, 2 * runs);
            reclaimed = Arrays.copyOf(reclaimed, 2 * runs);
        }
        runs++;
        asked += blocks;
    }

    /** One block of the run is free. */
    void freed() {
        freed[runs - 1]++;
        total++;
    }

    /** Reclaim has taken one block of the run back before. */
    void reclaimed() {
        reclaimed[runs - 1]++;
    }

    /** One block of the run, or all of it, is refused. */
    void refused(long pfn, FreeOutcome outcome) {
        if (answer.getRefusalsCount() < NodeCore.MAX_REFUSALS) {
            answer.addRefusedRun(runs - 1)
                    .addRefusals(FreeRefusal.newBuilder()
                            .setNode(nid)
                            .setPfn(pfn)
                            .setReason(outcome.name().toLowerCase(Locale.ROOT)));
        }
    }

    RunsFreed answer() {
        answer.setFreed(total);
        if (total != asked) {
            Arrays.stream(freed, 0, runs).forEach(answer::addFreedOfRun);
            Arrays.stream(reclaimed, 0, runs).forEach(answer::addReclaimedOfRun);
        }
        return answer.build();
    }
}
