package io.numactor.node;

import io.numactor.mm.node.HeldRun;
import io.numactor.mm.node.PgData;
import io.numactor.wire.HeldRuns;
import io.numactor.wire.ListHeld;
import java.util.List;

/** What a node holds for an owner, on the wire. */
final class HeldRunsWriter {
    /** Runs of one answer, which is so well below a frame: each takes up to 22 bytes. */
    static final int MOST_RUNS = 2048;

    private HeldRunsWriter() {}

    static HeldRuns of(PgData pgdat, long owner, ListHeld asked) {
        List<HeldRun> runs = pgdat.held(owner, asked.getFromPfn(), MOST_RUNS);
        HeldRuns.Builder held = HeldRuns.newBuilder();
        runs.forEach(run -> held.addPfn(run.pfn())
                .addOrder(run.order())
                .addBlocks(run.blocks())
                .addZone(run.zone().ordinal())
                .addGrant(run.grant()));
        if (runs.size() == MOST_RUNS) {
            held.setNextPfn(runs.get(MOST_RUNS - 1).end());
        }
        return held.build();
    }
}
