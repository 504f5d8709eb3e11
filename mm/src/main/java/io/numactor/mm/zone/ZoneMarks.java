package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;
import java.util.Arrays;
import java.util.List;

/**
 * What a zone keeps back: watermarks, their boost, the lowmem reserve and the pageblocks reserved for high-order atomic
 * requests; and the tests of a request against them ({@code zone_watermark_ok}, 6.1.y). All in pages.
 */
public final class ZoneMarks {
    private static final List<String> WMARK_NAMES = List.of("min", "low", "high", "promo");
    private final BlockSupply blocks;
    private final FreePages freePages;
    private Watermarks watermarks = Watermarks.ZERO;
    private final long[] reserve = new long[ZoneType.count()];

    /** By the mark's bits in the flags, boost included. */
    private final long[] marks = new long[AllocFlags.WMARK_MASK + 1];

    /** With more free pages than this a single page is never refused, whatever its flags. */
    private long plenty;

    private long boost;
    private int boostFactor = Sysctls.DEFAULTS.watermarkBoostFactor();
    private long highAtomic;

    /** All marks 0 until {@link #install}. */
    public ZoneMarks(BlockSupply blocks, FreePages freePages) {
        this.blocks = blocks;
        this.freePages = freePages;
    }

    /** Recomputed marks take the place of the old ones; the boost is gone with these. */
    public void install(ZoneParams params) {
        watermarks = params.watermarks();
        for (int i = 0; i < reserve.length; i++) {
            reserve[i] = params.lowmemReserve().get(i);
        }
        setBoost(0);
    }

    /** {@code vm.watermark_boost_factor}, in ten thousandths of the high mark; 0: nothing is raised from now on. */
    void setBoostFactor(int factor) {
        boostFactor = factor;
    }

    public Watermarks watermarks() {
        return watermarks;
    }

    public long boost() {
        return boost;
    }

    /** Raises all marks because a block below pageblock size was stolen. Whether anything was, or is already, raised. */
    public boolean boost(long managedPages) {
        long maxBoost = watermarks.high() * boostFactor / 10_000;
        if (managedPages < 4 * PAGEBLOCK_PAGES || maxBoost == 0) {
            return false;
        }
        setBoost(Math.min(boost + PAGEBLOCK_PAGES, Math.max(PAGEBLOCK_PAGES, maxBoost)));
        return true;
    }

    public void dropBoost(long pages) {
        setBoost(boost - Math.min(boost, pages));
    }

    private void setBoost(long pages) {
        boost = pages;
        Arrays.fill(marks, watermarks.high() + pages);
        marks[AllocFlags.WMARK_MIN] = watermarks.min() + pages;
        marks[AllocFlags.WMARK_LOW] = watermarks.low() + pages;
        findPlenty();
    }

    private void findPlenty() {
        plenty = Arrays.stream(marks).max().orElse(0)
                + Arrays.stream(reserve).max().orElse(0)
                + highAtomic;
    }

    /** Pages in pageblocks reserved for high-order atomic requests. */
    long highAtomic() {
        return highAtomic;
    }

    void addHighAtomic(long pages) {
        highAtomic = Math.max(0, highAtomic + pages);
        findPlenty();
    }

    /** Pages kept from requests whose highest zone is this one. */
    public long reserve(ZoneType highestZone) {
        return reserve[highestZone.ordinal()];
    }

    /** The mark that the flags ask for, boost included. */
    long mark(int flags) {
        return marks[flags & AllocFlags.WMARK_MASK];
    }

    /** Free pages that a request may not count on: the rest of its own block, and what is reserved for others. */
    public long unusable(int order, int flags) {
        return (1L << order) - 1 + ((flags & AllocFlags.RESERVES) != 0 ? 0 : highAtomic);
    }

    /** What is left of a mark for a request with rights to the reserves. */
    static long reduced(long mark, int flags) {
        long min = mark;
        if ((flags & AllocFlags.MIN_RESERVE) != 0) {
            min -= min / 2;
            if ((flags & AllocFlags.NON_BLOCK) != 0) {
                min -= min / 4;
            }
        }
        if ((flags & AllocFlags.OOM) != 0) {
            min -= min / 2;
        }
        return min;
    }

    /** Whether no single page is refused, whatever its flags. */
    boolean hasPlenty() {
        return freePages.value() > plenty;
    }

    /** The test of an allocation: the zone may serve it. */
    public boolean admits(int order, ZoneType highestZone, int flags, int gfp) {
        if (order == 0 && freePages.value() - unusable(0, flags) > mark(flags) + reserve(highestZone)) {
            return true;
        }
        return ok(order, mark(flags), highestZone, flags) || admitsWithoutBoost(order, highestZone, flags, gfp);
    }

    /** An atomic page is not refused for a boost that only reclaim works off. */
    private boolean admitsWithoutBoost(int order, ZoneType highestZone, int flags, int gfp) {
        return ignoresBoost(order, flags, gfp) && ok(0, watermarks.min(), highestZone, flags);
    }

    private boolean ignoresBoost(int order, int flags, int gfp) {
        return order == 0
                && boost > 0
                && (gfp & GfpFlags.ATOMIC_CONTEXT) != 0
                && (flags & AllocFlags.WMARK_MASK) == AllocFlags.WMARK_MIN;
    }

    /** The mark that a refused request had to exceed: the least of those it was tried with. */
    public long requiredMark(int order, int flags, int gfp) {
        return reduced(ignoresBoost(order, flags, gfp) ? watermarks.min() : mark(flags), flags);
    }

    /** Whether the pages alone, whatever the blocks, are above the mark. */
    boolean hasPages(int order, long mark, ZoneType highestZone, int flags) {
        return freePages.value() - unusable(order, flags) > reduced(mark, flags) + reserve(highestZone);
    }

    /** {@code __zone_watermark_ok}: enough pages above the mark, and a fitting block for orders above 0. */
    boolean ok(int order, long mark, ZoneType highestZone, int flags) {
        return okWith(0, order, mark, highestZone, flags);
    }

    /** The same test, were that many pages more free. */
    boolean okWith(long more, int order, long mark, ZoneType highestZone, int flags) {
        return freePages.value() + more - unusable(order, flags) > reduced(mark, flags) + reserve(highestZone)
                && (order == 0 || blocks.hasBlock(order, (flags & (AllocFlags.HIGHATOMIC | AllocFlags.OOM)) != 0));
    }

    /** The numbers that an allocation was passed over by, as they are now. */
    ZoneSkip skip(ZoneType type, ZoneSkip.Reason reason, int order, ZoneType highestZone, int flags, int gfp) {
        return new ZoneSkip(
                type,
                reason,
                WMARK_NAMES.get(flags & AllocFlags.WMARK_MASK),
                freePages.value(),
                unusable(order, flags),
                requiredMark(order, flags, gfp),
                reserve(highestZone));
    }
}
