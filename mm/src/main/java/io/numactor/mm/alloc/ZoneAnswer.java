package io.numactor.mm.alloc;

import java.util.List;

/**
 * What a node says to a {@link ZoneRequest}.
 *
 * @param runs the pages served, a prefix of what was asked for
 * @param skips the zones that passed the rest over (the first unserved allocation's); empty when all was served and no
 *     explanation was asked for
 * @param reclaimed pages of page cache that were reclaimed for it ({@code zone_reclaim_mode})
 * @param reclaimable whether the node still has page cache, so that its kswapd may change what a later try finds
 */
public record ZoneAnswer(PageRuns runs, List<ZoneSkip> skips, long reclaimed, boolean reclaimable) {
    public int served() {
        return runs.totalBlocks();
    }
}
