package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.ByteRange;
import java.util.List;

/**
 * The early allocator at one moment (memblock, 6.1). Bytes, [start, end).
 *
 * @param memory usable RAM, ascending
 * @param reserved what is taken, ascending, neighbours joined: more than RAM may be reserved
 * @param reservations the same by what it was taken for, in the order of taking
 */
public record MemblockState(List<Region> memory, List<ByteRange> reserved, List<Reservation> reservations) {
    /** The node of memory that no table has given to a node yet. */
    public static final int NO_NODE = Memblock.ANY_NODE;

    /** Nothing known yet. */
    public static final MemblockState EMPTY = new MemblockState(List.of(), List.of(), List.of());

    public MemblockState {
        memory = List.copyOf(memory);
        reserved = List.copyOf(reserved);
        reservations = List.copyOf(reservations);
    }

    /** RAM of one node; {@link #NO_NODE} until nodes are known. */
    public record Region(long start, long end, int nid, boolean hotPluggable) {}

    /** What a range was taken for, in words. */
    public record Reservation(String what, long start, long end) {}

    public long memoryBytes() {
        return memory.stream()
                .mapToLong(region -> region.end() - region.start())
                .sum();
    }

    public long reservedBytes() {
        return reserved.stream().mapToLong(ByteRange::bytes).sum();
    }
}
