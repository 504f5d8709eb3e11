package io.numactor.mm.node;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What keeps a range of memory from going offline.
 *
 * @param reservedPages pages that the kernel keeps for itself: image, memory map, early allocations
 * @param owners pages in the range by owner
 */
public record BlockHolders(long reservedPages, SortedMap<Long, Long> owners) {
    public BlockHolders {
        owners = Collections.unmodifiableSortedMap(new TreeMap<>(owners));
    }

    /** Whether nothing does. */
    public boolean isEmpty() {
        return reservedPages == 0 && owners.isEmpty();
    }
}
