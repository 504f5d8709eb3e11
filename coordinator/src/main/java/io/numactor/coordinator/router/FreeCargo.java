package io.numactor.coordinator.router;

import io.numactor.api.v1.PageRun;
import io.numactor.proto.FreeRunsWriter;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.RunsFreed;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Runs to be freed by one message to one node, and whose operation each of them is of. */
final class FreeCargo {
    private final int nid;
    private final FreeRunsWriter runs = new FreeRunsWriter();
    private int[] operationOf = new int[4];
    private int[] blocksOf = new int[4];
    private byte[] orderOf = new byte[4];
    private boolean settled;

    FreeCargo(int nid) {
        this.nid = nid;
    }

    int nid() {
        return nid;
    }

    int rows() {
        return runs.rows();
    }

    void add(int operation, PageRun run) {
        int row = runs.rows();
        if (row == operationOf.length) {
            operationOf = Arrays.copyOf(operationOf, 2 * row);
            blocksOf = Arrays.copyOf(blocksOf, 2 * row);
            orderOf = Arrays.copyOf(orderOf, 2 * row);
        }
        operationOf[row] = operation;
        blocksOf[row] = run.getBlocks();
        orderOf[row] = (byte) run.getOrder();
        runs.add(run.getPfn(), run.getOrder(), run.getBlocks(), run.getIncarnation(), run.getGrant());
    }

    FreeRuns write(int cpu) {
        return runs.write(cpu);
    }

    /** The operations with runs in it. */
    IntStream operations() {
        return Arrays.stream(operationOf, 0, rows()).distinct();
    }

    /** Whether its answer has not come. */
    boolean isOpen() {
        return !settled;
    }

    void settle() {
        settled = true;
    }

    /** Books the node's answer on the operations; answers the pages that it has freed. */
    long book(RunsFreed freed, FreeTally[] tallies) {
        boolean all = freed.getFreedOfRunCount() == 0;
        long pages = 0;
        for (int row = 0; row < rows(); row++) {
            FreeTally tally = tallies[operationOf[row]];
            int blocks = all ? blocksOf[row] : freed.getFreedOfRun(row);
            pages += (long) blocks << orderOf[row];
            tally.freed(blocks);
            tally.reclaimed(row < freed.getReclaimedOfRunCount() ? freed.getReclaimedOfRun(row) : 0);
        }
        for (int i = 0; i < freed.getRefusalsCount(); i++) {
            tallies[operationOf[freed.getRefusedRun(i)]].refuse(freed.getRefusals(i));
        }
        return pages;
    }
}
