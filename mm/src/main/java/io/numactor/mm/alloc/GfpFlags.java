package io.numactor.mm.alloc;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;

/**
 * Allocation request flags by the kernel's names and values (Linux 6.1, x86-64, without lockdep and hardware tags). A
 * value is an int of bits; the numbers differ between kernels, the names hardly.
 */
public final class GfpFlags {
    public static final int DMA = 0x1;
    public static final int HIGHMEM = 0x2;
    public static final int DMA32 = 0x4;
    public static final int MOVABLE = 0x8;
    public static final int RECLAIMABLE = 0x10;
    public static final int HIGH = 0x20;
    public static final int IO = 0x40;
    public static final int FS = 0x80;
    public static final int ZERO = 0x100;
    public static final int ATOMIC_CONTEXT = 0x200;
    public static final int DIRECT_RECLAIM = 0x400;
    public static final int KSWAPD_RECLAIM = 0x800;
    public static final int RECLAIM = DIRECT_RECLAIM | KSWAPD_RECLAIM;
    public static final int WRITE = 0x1000;
    public static final int NOWARN = 0x2000;
    public static final int RETRY_MAYFAIL = 0x4000;
    public static final int NOFAIL = 0x8000;
    public static final int NORETRY = 0x10000;
    public static final int MEMALLOC = 0x20000;
    public static final int COMP = 0x40000;
    public static final int NOMEMALLOC = 0x80000;
    public static final int HARDWALL = 0x100000;
    public static final int THISNODE = 0x200000;
    public static final int ACCOUNT = 0x400000;
    public static final int ZEROTAGS = 0x800000;

    public static final int GFP_NOWAIT = KSWAPD_RECLAIM;
    public static final int GFP_ATOMIC = HIGH | ATOMIC_CONTEXT | KSWAPD_RECLAIM;
    public static final int GFP_NOIO = RECLAIM;
    public static final int GFP_NOFS = RECLAIM | IO;
    public static final int GFP_KERNEL = RECLAIM | IO | FS;
    public static final int GFP_KERNEL_ACCOUNT = GFP_KERNEL | ACCOUNT;
    public static final int GFP_USER = GFP_KERNEL | HARDWALL;
    public static final int GFP_HIGHUSER = GFP_USER | HIGHMEM;
    public static final int GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | MOVABLE;
    public static final int GFP_TRANSHUGE_LIGHT = (GFP_HIGHUSER_MOVABLE | COMP | NOMEMALLOC | NOWARN) & ~RECLAIM;
    public static final int GFP_TRANSHUGE = GFP_TRANSHUGE_LIGHT | DIRECT_RECLAIM;

    /** The bits that choose a zone. */
    private static final int ZONE_BITS = DMA | HIGHMEM | DMA32 | MOVABLE;

    private static final int MOBILITY_BITS = MOVABLE | RECLAIMABLE;

    private GfpFlags() {}

    /**
     * Reads what {@link #format} prints, and hexadecimal numbers: {@code GFP_KERNEL|__GFP_ZERO}, {@code 0xdc0}.
     *
     * @throws IllegalArgumentException on a name that 6.1 does not have
     */
    public static int parse(String text) {
        return GfpNames.parse(text);
    }

    /** The flags as the kernel prints them in events and warnings: {@code GFP_KERNEL|__GFP_ZERO}, {@code none}. */
    public static String format(int gfp) {
        return GfpNames.format(gfp);
    }

    /**
     * The highest zone that a request may use ({@code gfp_zone}): where the kernel has no DMA32 or HighMem, Normal
     * stands in for it.
     *
     * @throws IllegalArgumentException when the zone bits contradict each other
     */
    public static ZoneType highestZone(int gfp, ZoneSet zones) {
        ZoneType asked = askedZone(gfp);
        return zones.has(asked) ? asked : ZoneType.NORMAL;
    }

    /** The zone that the request names, whether its kernel has it or not. */
    private static ZoneType askedZone(int gfp) {
        return switch (gfp & ZONE_BITS) {
            case 0, MOVABLE -> ZoneType.NORMAL;
            case HIGHMEM -> ZoneType.HIGHMEM;
            case DMA, DMA | MOVABLE -> ZoneType.DMA;
            case DMA32, DMA32 | MOVABLE -> ZoneType.DMA32;
            case HIGHMEM | MOVABLE -> ZoneType.MOVABLE;
            default ->
                throw new IllegalArgumentException(
                        format(gfp) + " asks for more than one of the zones DMA, DMA32 and HIGHMEM");
        };
    }

    /**
     * The migrate type of the request while mobility grouping is on.
     *
     * @throws IllegalArgumentException when the request is both movable and reclaimable
     */
    public static MigrateType migrateType(int gfp) {
        return switch (gfp & MOBILITY_BITS) {
            case 0 -> MigrateType.UNMOVABLE;
            case MOVABLE -> MigrateType.MOVABLE;
            case RECLAIMABLE -> MigrateType.RECLAIMABLE;
            default -> throw new IllegalArgumentException(format(gfp) + " is both movable and reclaimable");
        };
    }

    /** The same flags, when the kernel would accept them; refused with the reason otherwise. */
    public static int checked(int gfp) {
        askedZone(gfp);
        migrateType(gfp);
        return gfp;
    }

    /** Whether all bits of {@code flag} are set. */
    public static boolean has(int gfp, int flag) {
        return (gfp & flag) == flag;
    }

    /** Whether the request may wait while pages are reclaimed. */
    public static boolean allowsDirectReclaim(int gfp) {
        return has(gfp, DIRECT_RECLAIM);
    }

    /** Whether the request wakes kswapd when memory is short. */
    public static boolean wakesKswapd(int gfp) {
        return has(gfp, KSWAPD_RECLAIM);
    }

    /** Whether the request must be served by its own node. */
    public static boolean isThisNode(int gfp) {
        return has(gfp, THISNODE);
    }
}
