package io.numactor.mm.zone;

import io.numactor.mm.topology.ZoneSet;
import java.util.List;

/**
 * How a page names its node and zone in its flags word (6.1, x86-64 distribution kernel: sparse memory with vmemmap, so
 * no section number is kept there): from the top node (10 bits), zone (3), last CPU and process (21), and below them
 * the LRU generation (3), LRU references (2) and the flags themselves (25).
 */
public final class PageFlags {
    /** One field of the word. */
    public record Field(String name, int shift, int width, long value) {}

    public static final int NODE_WIDTH = 10;
    public static final int NODE_SHIFT = 64 - NODE_WIDTH;
    public static final int ZONE_WIDTH = 3;
    public static final int ZONE_SHIFT = NODE_SHIFT - ZONE_WIDTH;
    private static final int LAST_CPUPID_WIDTH = 21;
    private static final int LAST_CPUPID_SHIFT = ZONE_SHIFT - LAST_CPUPID_WIDTH;
    private static final int LRU_GEN_WIDTH = 3;
    private static final int LRU_GEN_SHIFT = LAST_CPUPID_SHIFT - LRU_GEN_WIDTH;
    private static final int LRU_REFS_WIDTH = 2;
    private static final int LRU_REFS_SHIFT = LRU_GEN_SHIFT - LRU_REFS_WIDTH;
    private static final int RESERVED_BIT = 12;

    /** Pages of a section of the memory map: 128 MiB. */
    private static final int SECTION_ORDER = 15;

    private PageFlags() {}

    /**
     * The word of a page that nobody has touched yet: no last CPU, no flag but, for a reserved page, that one.
     *
     * @param zoneIndex number of its zone in its kernel, which has not all zone types ({@link ZoneSet#index})
     */
    public static long of(int nid, int zoneIndex, boolean reserved) {
        return (long) nid << NODE_SHIFT
                | (long) zoneIndex << ZONE_SHIFT
                | mask(LAST_CPUPID_WIDTH) << LAST_CPUPID_SHIFT
                | (reserved ? 1L << RESERVED_BIT : 0);
    }

    /** {@code page_to_nid}. */
    public static int nid(long flags) {
        return (int) (flags >>> NODE_SHIFT);
    }

    /** {@code page_zonenum}. */
    public static int zoneNumber(long flags) {
        return (int) (flags >>> ZONE_SHIFT & mask(ZONE_WIDTH));
    }

    /** Node and zone as one number: the index into {@code zone_table[]} of kernels up to 2.6.18. */
    public static int zoneId(long flags) {
        return (int) (flags >>> ZONE_SHIFT);
    }

    /** The section that a page lies in. */
    public static long section(long pfn) {
        return pfn >>> SECTION_ORDER;
    }

    /** The word's fields, highest first. */
    public static List<Field> fields(long flags) {
        return List.of(
                field("node", NODE_SHIFT, NODE_WIDTH, flags),
                field("zone", ZONE_SHIFT, ZONE_WIDTH, flags),
                field("last_cpupid", LAST_CPUPID_SHIFT, LAST_CPUPID_WIDTH, flags),
                field("lru_gen", LRU_GEN_SHIFT, LRU_GEN_WIDTH, flags),
                field("lru_refs", LRU_REFS_SHIFT, LRU_REFS_WIDTH, flags),
                field("flags", 0, LRU_REFS_SHIFT, flags));
    }

    private static Field field(String name, int shift, int width, long flags) {
        return new Field(name, shift, width, flags >>> shift & mask(width));
    }

    private static long mask(int width) {
        return (1L << width) - 1;
    }
}
