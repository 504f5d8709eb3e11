package io.numactor.mm.zone;

import java.util.List;

/**
 * One CPU's pageset at one moment.
 *
 * @param cpu whose it is
 * @param count pages in it, those that nobody knows the number of included
 * @param freeFactor by how much the next drain is enlarged, 0 to 5: how many drains came without an allocation in between
 * @param blocks the known ones, each list from its head
 */
public record PagesetState(int cpu, int count, int freeFactor, List<Block> blocks) {
    public PagesetState {
        blocks = List.copyOf(blocks);
    }
}
