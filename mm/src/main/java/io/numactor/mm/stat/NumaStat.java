package io.numactor.mm.stat;

/**
 * NUMA statistics of a zone or node (6.1 {@code NUMA_HIT} and its like), in allocations, whatever their order.
 *
 * @param hit served here, as was preferred
 * @param miss served here, though another node was preferred
 * @param foreign preferred here, but served by another node
 * @param interleave served by the very node that an interleave policy chose
 * @param local served to a CPU of this node
 * @param other served to a CPU of another node
 */
public record NumaStat(long hit, long miss, long foreign, long interleave, long local, long other) {
    public static final NumaStat ZERO = new NumaStat(0, 0, 0, 0, 0, 0);

    public NumaStat plus(NumaStat more) {
        return new NumaStat(
                hit + more.hit,
                miss + more.miss,
                foreign + more.foreign,
                interleave + more.interleave,
                local + more.local,
                other + more.other);
    }

    /** The same with that many foreigns, which only the nodes that served them can know. */
    public NumaStat withForeign(long allocations) {
        return new NumaStat(hit, miss, allocations, interleave, local, other);
    }
}
