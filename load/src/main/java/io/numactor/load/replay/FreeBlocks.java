package io.numactor.load.replay;

import static io.numactor.mm.page.MemMap.MAX_ORDER;

import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.BlockSupply;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which blocks of one real zone are free, whatever list they are on. Where those lie that no event names is not known, only
 * how many there were of each order.
 */
final class FreeBlocks implements BlockSupply {
    private final long base;
    /** By order: the aligned blocks all of whose pages are free. */
    private final List<BitSet> whole =
            IntStream.rangeClosed(0, MAX_ORDER).mapToObj(order -> new BitSet()).toList();

    private final int[] counts = new int[MAX_ORDER + 1];

    /**
     * @param startPfn first page of the zone
     * @param free its blocks that are free in the beginning
     */
    FreeBlocks(long startPfn, List<Block> free) {
        base = startPfn & -(1L << MAX_ORDER);
        free.forEach(block -> set(block.pfn(), block.order(), true));
    }

    /** The pages of a block of the zone are free from now on, or are not. */
    void set(long pfn, int order, boolean free) {
        int block = (int) ((pfn - base) >> order);
        for (int o = 0; o <= order; o++) {
            for (int part = block << (order - o); part < (block + 1) << (order - o); part++) {
                set(o, part, free);
            }
        }
        for (int o = order + 1; o <= MAX_ORDER; o++) {
            block >>= 1;
            BitSet halves = whole.get(o - 1);
            set(o, block, halves.get(2 * block) && halves.get(2 * block + 1));
        }
    }

    private void set(int order, int block, boolean free) {
        if (whole.get(order).get(block) != free) {
            whole.get(order).set(block, free);
            counts[order] += free ? 1 : -1;
        }
    }

    @Override
    public boolean hasBlock(int order, boolean alsoHighAtomic) {
        return counts[order] > 0;
    }
}
