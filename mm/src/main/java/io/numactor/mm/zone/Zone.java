package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneParams;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One zone of one node ({@code struct zone}, 6.1): free lists, pagesets, and what it keeps back. It knows no owners.
 * Blocks are named by the index of their first frame in the node's {@link MemMap}.
 */
public final class Zone {
    private final ZoneKey key;
    private final int index;
    private final MemMap map;
    private final FreeArea area;
    private final FreePages freePages;
    private final ZoneMarks marks;
    private final FreePath freePath;
    private final HighAtomicReserve highAtomic;
    private final Pagesets pagesets;
    private final ZoneCounters counters = new ZoneCounters();
    private final InactiveList inactive;
    private final ZoneMemory memory;
    private boolean boosted;

    /**
     * All pages reserved; pageblocks that begin with RAM of the zone are Movable.
     *
     * @param memory the zone's RAM, ascending, inside the span
     * @param machineCpus CPUs of the whole machine: each has a pageset here once it uses the zone
     */
    public Zone(ZoneKey key, long startPfn, long spanned, List<PfnRange> memory, MemMap map, int machineCpus) {
        this.key = key;
        index = key.type().ordinal();
        this.map = map;
        area = new FreeArea(map, index);
        freePages = new FreePages(machineCpus);
        marks = new ZoneMarks(area, freePages);
        Buddy buddy = new Buddy(map, area);
        Pageblocks pageblocks = new Pageblocks(map, area, index, startPfn, startPfn + spanned);
        freePath = new FreePath(this, buddy, new Fallback(map, area, pageblocks), freePages);
        highAtomic = new HighAtomicReserve(map, area, pageblocks, marks);
        pagesets = new Pagesets(this, map, machineCpus);
        inactive = new InactiveList(map);
        this.memory = new ZoneMemory(
                key, new ZoneSpan(startPfn, spanned, PfnRange.join(memory)), map, buddy, area, freePages, pageblocks);
    }

    public ZoneKey key() {
        return key;
    }

    public ZoneType type() {
        return key.type();
    }

    /** Ordinal of its type. */
    public int index() {
        return index;
    }

    /** Pages handed to the buddy allocator. */
    public long managed() {
        return memory.managed();
    }

    /** Which pages the zone spans, and which of them are RAM. */
    public ZoneSpan span() {
        return memory.span();
    }

    /** Pages on the free lists, as the watermarks see them. */
    public long freePages() {
        return freePages.value();
    }

    /** Pages on the free lists in truth, whatever the CPUs have counted. */
    public long exactFreePages() {
        return freePages.exact();
    }

    /** What the marks are raised by. */
    public long boost() {
        return marks.boost();
    }

    ZoneMarks marks() {
        return marks;
    }

    FreeArea area() {
        return area;
    }

    MemMap map() {
        return map;
    }

    Pagesets pagesets() {
        return pagesets;
    }

    FreePath freePath() {
        return freePath;
    }

    ZoneCounters counters() {
        return counters;
    }

    /** Gives a range of RAM to the free lists in the largest aligned blocks: memblock's free memory at boot. */
    public void release(PfnRange range) {
        memory.release(range);
    }

    /** Frees reserved pages one by one, as the kernel does with its init sections and the initrd. */
    public void releaseReserved(PfnRange range) {
        for (long pfn = range.start(); pfn < range.end(); pfn++) {
            int frame = map.frame(pfn);
            map.setState(frame, 0, FrameState.NONE);
            int type = FrameState.type(map.release(frame, FrameState.of(0, 0, index, 0)));
            free(frame, 0, type, ZoneMemory.FREED_BY_BOOT_CPU);
        }
        memory.manage(range.pages());
    }

    /** A memory block comes online here ({@code online_pages}); the memory map has room for it already. */
    public void online(PfnRange block) {
        memory.online(block);
    }

    /** A memory block goes offline ({@code offline_pages}), of which every page is free and none in a pageset. */
    public void offline(PfnRange block) {
        memory.offline(block);
    }

    /** The CPU whose pageset holds the block that begins at the frame; empty when none does. */
    public OptionalInt pagesetHolding(int frame, int order) {
        return pagesets.holding(frame, order);
    }

    /** Takes the zone, of which nothing was released so far, to the state that another one was in. */
    public void restore(ZoneState state) {
        if (managed() != 0) {
            throw new IllegalStateException(key + ": restored after " + managed() + " pages were released");
        }
        memory.manage(state.managed());
        install(state.params());
        int block = 0;
        for (int type : state.pageblockTypes()) {
            map.setMigrateType(map.frame(span().startPfn()) + (block++ << MemMap.PAGEBLOCK_ORDER), type);
        }
        state.free().forEach(free -> area.addTail(map.frame(free.pfn()), free.order(), free.type()));
        state.pagesets().forEach(pageset -> pagesets.of(pageset.cpu()).restore(pageset));
        freePages.restore(area.pages(), state.uncounted());
        freePages.setThreshold(state.statThreshold());
    }

    /** By how many pages each CPU's count of free pages may be off from now on; 0 is exact. */
    public void setStatThreshold(int pages) {
        freePages.setThreshold(pages);
    }

    /** The CPU goes idle: what it has counted of free pages is added up. */
    public void fold(int cpu) {
        freePages.fold(cpu);
    }

    /** Drains the pageset of {@code cpu} of that many pages, its first list first; it runs on {@code byCpu}. */
    public void drain(int cpu, int pages, int byCpu) {
        pagesets.of(cpu).drain(pages, 0, byCpu);
    }

    /** Takes a block off the lists for compaction, past pagesets and marks: the largest up to the order, movable ones first. */
    public Optional<Block> isolate(int most, int cpu) {
        return freePath.isolate(cpu, most);
    }

    /** Times that a block below pageblock size was taken from another type. */
    public long fragmentingSteals() {
        return counters.fragmentingSteals;
    }

    /** Installs what was computed over the whole machine; the boost begins anew. */
    public void install(ZoneParams params) {
        marks.install(params);
        pagesets.resize(params.pagesetHigh(), params.pagesetBatch());
    }

    /** Whether an allocation may be served from here; a zone without memory never serves. */
    public boolean admits(int order, ZoneType highestZone, int flags, int gfp) {
        return managed() > 0
                && ((flags & AllocFlags.NO_WATERMARKS) != 0 || marks.admits(order, highestZone, flags, gfp));
    }

    /** Whether any request for a single page is admitted, and nobody waits to be told of a boost. */
    public boolean hasPlenty() {
        return marks.hasPlenty() && !boosted;
    }

    /** Whether that many single pages may be taken at once: the low mark must hold with all of them gone. */
    public boolean admitsBulk(int pages, ZoneType highestZone, int flags) {
        int low = (flags & ~AllocFlags.WMARK_MASK) | AllocFlags.WMARK_LOW;
        return managed() > 0 && marks.ok(0, marks.mark(low) + pages, highestZone, low);
    }

    /** The test after a reclaim made for this one request, for which there is no short cut. */
    public boolean admitsReclaimed(int order, ZoneType highestZone, int flags) {
        return managed() > 0 && marks.ok(order, marks.mark(flags), highestZone, flags);
    }

    /** Whether the zone would serve the request at its min mark if all that can be reclaimed in it were free. */
    public boolean wouldAdmit(int order, ZoneType highestZone, int flags) {
        int min = flags & ~AllocFlags.WMARK_MASK;
        return managed() > 0 && marks.okWith(inactive.pages(), order, marks.mark(min), highestZone, min);
    }

    /** Pages that a restored zone's pagesets count, though nobody knows which they are. */
    public long unknownPages() {
        return pagesets.made().stream().mapToLong(PerCpuPages::unknown).sum();
    }

    /** Pages that the CPUs' pagesets hold. */
    public long pagesetPages() {
        return pagesets.made().stream().mapToLong(PerCpuPages::count).sum();
    }

    /** Allocations served in place of a zone of another node. */
    public long misses() {
        return counters.misses();
    }

    /** Page cache of the zone. */
    public InactiveList inactive() {
        return inactive;
    }

    /** Pages in pageblocks reserved for high-order atomic requests. */
    public long highAtomicPages() {
        return marks.highAtomic();
    }

    /** kswapd's test: the zone is above its high mark for such requests. */
    public boolean isBalanced(int order, ZoneType highestZone) {
        return marks.ok(order, marks.mark(AllocFlags.WMARK_HIGH), highestZone, 0);
    }

    /** What the CPU's pageset holds of an order that is cached, for a migrate type's ordinal. */
    public PagesetList cached(int cpu, int order, int type) {
        return pagesets.of(cpu).list(order, type);
    }

    /** A list that is always empty. */
    public PagesetList noneCached() {
        return pagesets.none().list(0, 0);
    }

    /**
     * Takes one block from the CPU's pageset or the free lists; its first frame, or {@link MemMap#NO_FRAME}.
     *
     * @param type ordinal of the migrate type
     */
    public int rmqueue(int cpu, int order, int type, int flags) {
        if (!PerCpuPages.caches(order)) {
            return freePath.take(cpu, order, type, flags);
        }
        int frame = cached(cpu, order, type).take();
        return frame != NO_FRAME ? frame : refill(cpu, order, type, flags);
    }

    private int refill(int cpu, int order, int type, int flags) {
        int frame = pagesets.of(cpu).refillAndTake(order, type, flags);
        if (frame == NO_FRAME) {
            frame = freePath.take(cpu, order, type, flags);
        }
        counters.pagesetMisses += frame == NO_FRAME ? 0 : 1;
        return frame;
    }

    /** Whether a block that comes back goes to a pageset; pages of an isolated pageblock do not. */
    public static boolean isCached(int order, int type) {
        return PerCpuPages.caches(order) && type != MigrateType.ISOLATE.ordinal();
    }

    /** Takes a block that {@link MemMap#release} answered this type for, into the CPU's pageset where its order has one. */
    public void free(int frame, int order, int type, int cpu) {
        if (isCached(order, type)) {
            cached(cpu, order, type).put(frame);
        } else {
            freePath.free(frame, order, type, cpu);
        }
    }

    /** Sets the pageblock of a block just handed out aside for high-order atomic requests, if it may have more. */
    public void reserveHighAtomic(int frame) {
        highAtomic.reserve(frame, managed());
    }

    /** Gives one such pageblock up to requests of that type, the last one only by force. Whether pages were won. */
    public boolean releaseHighAtomic(MigrateType type, boolean force) {
        return highAtomic.release(type.ordinal(), force);
    }

    void boostWatermark(int flags) {
        boosted |= marks.boost(managed()) && (flags & AllocFlags.KSWAPD) != 0;
    }

    /** Whether the marks were raised since this was last asked, so that kswapd should be woken. */
    public boolean takeBoosted() {
        boolean raised = boosted;
        boosted = false;
        return raised;
    }

    public void setWatermarkBoostFactor(int factor) {
        marks.setBoostFactor(factor);
    }

    public void dropBoost(long pages) {
        marks.dropBoost(pages);
    }

    /** While kswapd reclaims here, pagesets hold less. */
    public void setReclaimActive(boolean active) {
        pagesets.setReclaimActive(active);
    }

    /** Drains the pagesets of all CPUs. */
    public void drainAll() {
        pagesets.drainAll();
    }

    /** The refresh of counters that each CPU does once a second; drains what it left in remote zones. */
    public void refresh(int cpu, boolean local) {
        pagesets.refresh(cpu, local);
    }

    /** Counts one allocation that was served from here, in {@link AllocationKind#cell} of its order and kind. */
    public void countAllocated(int cell) {
        counters.allocated(cell);
    }

    public void countFreed(int order) {
        counters.freed(order);
    }

    /** Blocks taken back since boot. */
    public long freedBlocks() {
        return counters.freedBlocks();
    }

    public void countSkipped(ZoneSkip.Reason reason) {
        counters.skipped(reason);
    }

    /** The numbers that an allocation was passed over by, as they are now. */
    public ZoneSkip skip(ZoneSkip.Reason reason, int order, ZoneType highestZone, int flags, int gfp) {
        return marks.skip(type(), reason, order, highestZone, flags, gfp);
    }

    /** Why {@link #admits} refused. */
    public ZoneSkip.Reason refusal(int order, ZoneType highestZone, int flags) {
        if (managed() == 0) {
            return ZoneSkip.Reason.EMPTY;
        }
        boolean pages = marks.hasPages(order, marks.mark(flags), highestZone, flags);
        return pages ? ZoneSkip.Reason.NO_BLOCK : ZoneSkip.Reason.WATERMARK;
    }

    /** Whether the whole block is RAM of the zone. */
    public boolean holds(long pfn, int order) {
        return ZoneAudit.holds(span().memory(), pfn, order);
    }

    /**
     * Recomputes what can be from the lists; an {@link IllegalStateException} names what does not agree.
     *
     * @param listed frames found on the lists of other zones of the node; this zone's are added
     */
    public void validate(BitSet listed) {
        new ZoneAudit(this, listed).run();
    }

    public ZoneSnapshot snapshot(ZoneSet kernelZones) {
        return ZoneSnapshots.of(this, span().startPfn(), span().spanned(), kernelZones);
    }
}
