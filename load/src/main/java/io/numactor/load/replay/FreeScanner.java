package io.numactor.load.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes the free pages that compaction moved others to when it needed them, as its free scanner does ({@code
 * fast_isolate_freepages}, {@code fast_isolate_around}, 6.1): a whole block at the beginning, and another one whenever the
 * pages of that are used up; more where a block is too small for all that is moved together. For each page that it freed
 * it had used up one: to move the content there, or by giving it back.
 */
final class FreeScanner {
    /** Compaction is mostly for huge pages, of order 9; a free block of that order would be no use to it. */
    static final int MAX_ORDER = 8;

    /** Takes a block. */
    interface Isolator {
        /** Takes up to so many pages of a zone on a CPU; answers how many there were. */
        int isolate(int zone, int cpu, int most);
    }

    private static final class Run {
        private final Compaction compaction;
        private int nextFree;
        private int unused;
        private int due;

        Run(Compaction compaction) {
            this.compaction = compaction;
            due = compaction.pages();
        }
    }

    private final List<Compaction> compactions;
    private final Isolator isolator;
    private final List<Run> running = new ArrayList<>();
    private int next;

    /** @param compactions in the order of their beginnings */
    FreeScanner(List<Compaction> compactions, Isolator isolator) {
        this.compactions = compactions;
        this.isolator = isolator;
    }

    /** Takes what was taken before this event; events come one after the other. */
    void before(int event) {
        while (next < compactions.size() && compactions.get(next).begin() <= event) {
            Run run = new Run(compactions.get(next++));
            take(run, event);
            running.add(run);
        }
        running.removeIf(run -> isOver(run, event));
    }

    private boolean isOver(Run run, int event) {
        int[] frees = run.compaction.frees();
        while (run.nextFree < frees.length && frees[run.nextFree] <= event) {
            use(run, event);
            run.nextFree++;
        }
        if (run.compaction.end() > event) {
            return false;
        }
        while (run.due > 0 && take(run, event)) {}
        return true;
    }

    private void use(Run run, int event) {
        if (run.unused > 0 || take(run, event)) {
            run.unused--;
        }
    }

    /** Takes a block; and where more is moved together than that has pages, more from around it. */
    private boolean take(Run run, int event) {
        int taken = isolate(run.compaction, run.due);
        int got = taken;
        int together = Math.min(run.due, run.compaction.movedTogether(event));
        while (got > 0 && taken < together) {
            got = isolate(run.compaction, together - taken);
            taken += got;
        }
        run.due -= taken;
        run.unused += taken;
        return taken > 0;
    }

    private int isolate(Compaction compaction, int most) {
        int block = Math.min(most, 1 << MAX_ORDER);
        return block == 0 ? 0 : isolator.isolate(compaction.zone(), compaction.cpu(), block);
    }
}
