package io.numactor.mm.alloc;

import java.util.List;

/**
 * What a node says to a {@link ZoneRequest}.
 *
 * @param runs the pages served, a prefix of what was asked for
 * @param skips the zones that passed the rest over (the first unserved allocation's); empty when all was served and no
 *     explanation was asked for
 */
public record ZoneAnswer(PageRuns runs, List<ZoneSkip> skips) {
    public int served() {
        return runs.totalBlocks();
    }
}
