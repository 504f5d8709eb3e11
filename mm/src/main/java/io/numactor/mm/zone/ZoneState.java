package io.numactor.mm.zone;

import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneParams;
import java.util.List;

/**
 * One zone at one moment of its life, to go on from there.
 *
 * @param type which zone
 * @param params marks, reserve and pageset sizes
 * @param managed pages that the allocator was given
 * @param statThreshold pages that each CPU may count on its own
 * @param uncounted by CPU: free pages that it has not added to the zone's counter yet; none for those beyond
 * @param pageblockTypes migrate type ordinal of each pageblock, from the one that the zone begins in
 * @param free the free blocks, each list from its head
 * @param inUse blocks handed out
 * @param pagesets of the CPUs
 */
public record ZoneState(
        ZoneType type,
        ZoneParams params,
        long managed,
        int statThreshold,
        List<Integer> uncounted,
        List<Integer> pageblockTypes,
        List<Block> free,
        List<Block> inUse,
        List<PagesetState> pagesets) {
    public ZoneState {
        uncounted = List.copyOf(uncounted);
        pageblockTypes = List.copyOf(pageblockTypes);
        free = List.copyOf(free);
        inUse = List.copyOf(inUse);
        pagesets = List.copyOf(pagesets);
    }
}
