package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.page.FrameRing;
import io.numactor.mm.page.MemMap;

/**
 * The blocks of one order and type in one CPU's pageset, the one freed last at the head. Who has looked it up may keep
 * it: it is what most of the blocks of one owner come from, and where they go.
 */
public final class PagesetList {
    private final PerCpuPages pageset;
    private final ZoneCounters counters;
    private final FrameRing blocks = new FrameRing();
    private final int index;
    private final int order;
    private final int pages;

    PagesetList(PerCpuPages pageset, ZoneCounters counters, int index) {
        this.pageset = pageset;
        this.counters = counters;
        this.index = index;
        order = PerCpuPages.orderOf(index);
        pages = 1 << order;
    }

    int order() {
        return order;
    }

    FrameRing blocks() {
        return blocks;
    }

    /** Takes the block freed last; {@link MemMap#NO_FRAME}, with nothing changed, when there is none. */
    public int take() {
        if (blocks.isEmpty()) {
            return NO_FRAME;
        }
        pageset.taken(pages);
        return blocks.takeHead();
    }

    /** Adds a block that {@link MemMap#release} took back; the pageset drains when that makes too many. */
    public void put(int frame) {
        blocks.addHead(frame);
        pageset.added(index, order, pages);
    }

    /** Counts one block that was taken back from its owner. */
    public void countFreed() {
        counters.freed(order);
    }
}
