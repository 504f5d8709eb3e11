package io.numactor.mm.node;

import static io.numactor.mm.page.MemMap.MAX_ORDER;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.PageRuns;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.Zone;
import io.numactor.mm.zone.ZoneState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The memory of one NUMA node and all that is decided about it on the node itself ({@code pg_data_t}, 6.1): which zone
 * and block an allocation gets, what a free returns, who owns what. It belongs to one thread.
 *
 * <p>Made with every page reserved; {@link #memInit} frees what memblock left over, {@link #install} brings what is
 * computed over the whole machine, {@link #freeLate} returns initrd and init sections.
 *
 * <p>The caller has checked what comes from outside: an order or CPU that cannot be is a bug and refused with an
 * {@link IllegalArgumentException}.
 */
public final class PgData {
    private final NodeLayout layout;
    private final int nid;
    private final int machineCpus;
    private final MemMap map;
    private final Zone[] zones;
    private final PageReclaim reclaim;
    private final Kswapd kswapd;
    private final Holdings holdings;
    private final PageAllocator allocator;
    private boolean memInitDone;
    private boolean freeLateDone;

    /** @param machineCpus CPUs of the whole machine, numbered from 0 */
    public PgData(NodeLayout layout, int machineCpus) {
        this.layout = layout;
        nid = layout.nid();
        this.machineCpus = machineCpus;
        map = new MemMap(layout.span());
        zones = Stream.of(ZoneType.values())
                .map(type -> zone(layout.zone(type)))
                .toArray(Zone[]::new);
        holdings = new Holdings(map, zones);
        reclaim = new PageReclaim(map, zones, holdings);
        kswapd = new Kswapd(zones, reclaim, layout.cpus().stream().findFirst().orElse(0));
        allocator = new PageAllocator(nid, machineCpus, map, zones, holdings, reclaim, kswapd);
    }

    /** A node in the middle of its life: the state of each populated zone, and who owns the pages in use. */
    public static PgData restore(NodeLayout layout, int machineCpus, List<ZoneState> states, long owner) {
        PgData node = new PgData(layout, machineCpus);
        node.memInitDone = true;
        node.freeLateDone = true;
        int index = node.holdings.open(owner);
        for (ZoneState state : states) {
            node.zones[state.type().ordinal()].restore(state);
            for (Block block : state.inUse()) {
                int used = FrameState.allocated(block.order(), state.type().ordinal(), block.type());
                node.holdings.give(node.map.frame(block.pfn()), used, index, 0);
            }
        }
        return node;
    }

    private Zone zone(ZoneLayout zone) {
        ZoneKey key = new ZoneKey(layout.nid(), zone.type());
        return new Zone(key, zone.startPfn(), zone.spanned(), zone.memory(), map, machineCpus);
    }

    public int nid() {
        return nid;
    }

    /** Gives memblock's free ranges to the buddy allocator: {@code mem_init}. Once only. */
    public void memInit() {
        if (memInitDone) {
            throw new IllegalStateException("N" + nid() + ": memInit was done already");
        }
        memInitDone = true;
        eachRange(ZoneLayout::free, Zone::release);
    }

    /** Returns what boot needed no longer (initrd, init sections), page by page. Once only, after {@link #memInit}. */
    public void freeLate() {
        if (freeLateDone || !memInitDone) {
            throw new IllegalStateException("N" + nid() + ": freeLate comes once, after memInit");
        }
        freeLateDone = true;
        eachRange(ZoneLayout::freedLater, Zone::releaseReserved);
    }

    private void eachRange(Function<ZoneLayout, List<PfnRange>> ranges, BiConsumer<Zone, PfnRange> step) {
        for (ZoneLayout zone : layout.zones()) {
            ranges.apply(zone).forEach(range -> step.accept(zones[zone.type().ordinal()], range));
        }
    }

    /** Installs watermarks, reserve and pageset sizes on one zone; its boost is 0 afterwards. */
    public void install(ZoneType zone, ZoneParams params) {
        zones[zone.ordinal()].install(params);
    }

    /** Drains all pagesets of all CPUs. */
    public void drainAll() {
        Arrays.stream(zones).forEach(Zone::drainAll);
    }

    /**
     * The once-a-second refresh that each CPU does: what it left in pagesets of zones remote to it goes back after
     * three refreshes without use.
     */
    public void refresh(int cpu, int cpuNode) {
        checkCpu(cpu);
        for (Zone zone : zones) {
            zone.refresh(cpu, cpuNode == nid());
        }
    }

    /** Serves as many of the request's allocations as pass, one after the other, from the first. */
    public ZoneAnswer tryZones(ZoneRequest request) {
        return allocator.serve(request);
    }

    /**
     * Whether the first pass of a request with this highest zone finds nothing here, of whatever order it is: each of the
     * zones is below its low mark. That stays so until something is freed, reclaimed or installed here.
     */
    public boolean isBelowLow(ZoneType highest) {
        return Arrays.stream(zones, 0, highest.ordinal() + 1)
                .noneMatch(zone -> zone.admits(0, highest, AllocFlags.WMARK_LOW, 0));
    }

    /** Whether a round of kswapd could put a zone above its marks. */
    public boolean mayMakeRoom() {
        return reclaim.reclaimable() > 0 || Arrays.stream(zones).anyMatch(zone -> zone.boost() > 0);
    }

    /** One allocation of the request, whatever its count, without an object for the answer: its pfn, or -1. */
    public long tryOne(ZoneRequest request) {
        return allocator.tryOne(request);
    }

    /**
     * The bulk allocator (6.1 {@code __alloc_pages_bulk}): single pages from the CPU's pageset of the first zone that
     * has {@code count} pages above its low mark; refilled as usual, but never from another zone.
     *
     * @return the pages got, fewer than asked for when none of the zones has so many, or the zone runs out
     */
    public PageRuns allocateBulk(ZoneRequest request) {
        return allocator.serveBulk(request);
    }

    /** Takes a free block for compaction to move pages to, the largest up to this order; it is handed out to the owner. */
    public Optional<Block> isolate(ZoneType zone, int most, int cpu, long owner) {
        checkCpu(cpu);
        Optional<Block> taken = zones[zone.ordinal()].isolate(most, cpu);
        taken.ifPresent(block -> {
            int movable = FrameState.allocated(block.order(), zone.ordinal(), MigrateType.MOVABLE.ordinal());
            holdings.give(map.frame(block.pfn()), movable, holdings.open(owner), 0);
        });
        return taken;
    }

    /**
     * Makes smaller blocks of one that is handed out ({@code split_page}), so that its parts can be freed one by one.
     *
     * @param pfn any page of the block
     * @param order of the blocks that it becomes; nothing happens when it is no larger
     * @return the order of the block that now holds the page, or -1 when the page is not handed out
     */
    public int split(long pfn, int order) {
        checkOrder(order);
        return holdings.split(pfn, order);
    }

    /** One zone of the node. */
    public Zone zone(ZoneType type) {
        return zones[type.ordinal()];
    }

    /** Takes one block back, if owner, order and grant are those that it was handed out with. */
    public FreeOutcome free(long owner, long pfn, int order, int grant, int cpu) {
        checkCpu(cpu);
        FreeOutcome outcome = holdings.free(owner, pfn, order, grant, cpu);
        if (outcome != FreeOutcome.FREED) {
            checkOrder(order);
        }
        return outcome;
    }

    /** Reads what the map has of a frame to be freed soon; such reads of several wait for memory together. */
    public int look(long pfn) {
        return holdings.look(pfn);
    }

    /** Frees all pages of an owner, ascending; answers how many pages these were. */
    public long closeOwner(long owner, int cpu) {
        checkCpu(cpu);
        return holdings.close(owner, cpu);
    }

    /** Whether the block is handed out with this owner, order and grant. */
    public boolean holds(long owner, long pfn, int order, int grant) {
        checkOrder(order);
        return holdings.holds(owner, pfn, order, grant);
    }

    /** Runs of blocks that the owner holds, ascending: at most so many, from this page frame on. */
    public List<HeldRun> held(long owner, long from, int most) {
        return holdings.list(owner, from, most);
    }

    /** Pages that the owner holds here. */
    public long ownedPages(long owner) {
        return holdings.pages(owner);
    }

    /** Pages held here by each owner that holds any. */
    public Map<Long, Long> owners() {
        return Map.copyOf(holdings.held());
    }

    /** Every owner that has held pages here and was not closed, by id (as unsigned numbers ascend). */
    public List<OwnerPages> ownerPages() {
        return holdings.ownerPages();
    }

    /** What the owner holds here, and what reclaim took from it. */
    public OwnerPages ownerPages(long owner) {
        return holdings.ownerPages(owner);
    }

    /** Undoes what was given and never known to the owner: reclaim had taken these pages back before. */
    public void neverHad(long owner, long pages) {
        holdings.neverHad(owner, pages);
    }

    /** A request could not be served above the low marks: true when that woke kswapd. */
    public boolean wakeKswapd(int order, ZoneType highest) {
        checkOrder(order);
        return kswapd.wake(order, highest);
    }

    public boolean kswapdAwake() {
        return kswapd.isAwake();
    }

    /** A round of kswapd starts: from now on it sees no new boost, and pagesets hold less. */
    public void beginKswapdRound() {
        kswapd.beginRound();
    }

    /** The round ends: the boosts seen at its start are gone. It stays awake unless the node is balanced. */
    public void endKswapdRound() {
        kswapd.endRound();
    }

    /** A whole round, with what it reclaims; whether kswapd is still awake. */
    public boolean runKswapd() {
        kswapd.beginRound();
        kswapd.reclaim();
        kswapd.endRound();
        return kswapd.isAwake();
    }

    /**
     * Direct reclaim: takes page cache back for a request that found every zone below its min mark.
     *
     * @param tried its zones on this node
     * @param pages to reclaim at least, if there are so many; they are freed on the CPU
     */
    public ReclaimAnswer reclaimDirectly(
            int order, ZoneType highest, List<ZoneType> tried, int allocFlags, int pages, int cpu) {
        checkOrder(order);
        checkCpu(cpu);
        return reclaim.direct(order, highest, tried, allocFlags, pages, cpu);
    }

    /** Gives up the first pageblock reserved for high-order atomic requests, with force even a zone's last; whether that won free pages. */
    public boolean releaseHighAtomic(List<ZoneType> order, MigrateType type, boolean force) {
        return order.stream().anyMatch(zone -> zones[zone.ordinal()].releaseHighAtomic(type, force));
    }

    /**
     * A memory block of this node comes online in a zone: its pages are free at once.
     *
     * @throws IllegalArgumentException when it begins below the node's first frame, or any zone has pages of it already
     */
    public void online(PfnRange block, ZoneType zone) {
        for (Zone other : zones) {
            if (other.span().memory().stream().anyMatch(block::overlaps)) {
                throw new IllegalArgumentException(block + " is online in " + other.key() + " already");
            }
        }
        map.grow(block);
        zones[zone.ordinal()].online(block);
    }

    /**
     * A memory block goes offline, if all of it is free once pagesets are drained.
     *
     * @return who has pages of it; then nothing has happened. Empty: it is offline
     * @throws IllegalArgumentException when the block is not all RAM of the zone
     */
    public BlockHolders offline(PfnRange block, ZoneType type) {
        Zone zone = zones[type.ordinal()];
        if (!zone.span().isRam(block)) {
            throw new IllegalArgumentException(block + " is not all RAM of " + zone.key());
        }
        zone.drainAll();
        BlockHolders holders = finder().holders(block);
        if (holders.isEmpty()) {
            zone.offline(block);
        }
        return holders;
    }

    /** {@code vm.watermark_boost_factor} from now on. */
    public void setWatermarkBoostFactor(int factor) {
        Arrays.stream(zones).forEach(zone -> zone.setWatermarkBoostFactor(factor));
    }

    /** Number of a zone type in this node's kernel ({@code page_zonenum}); -1 when it has none such. */
    public int zoneIndex(ZoneType type) {
        return layout.zoneSet().index(type);
    }

    /** What is known of one frame; empty when it lies in no zone of this node. */
    public Optional<PageView> page(long pfn) {
        return finder().find(pfn);
    }

    private PageFinder finder() {
        return new PageFinder(map, zones, holdings.owners());
    }

    /** All that can be seen of the node, copied. */
    public NodeSnapshot snapshot() {
        Map<Long, Long> held = holdings.held();
        return new NodeSnapshot(
                nid(),
                layout.zoneSet().types().stream()
                        .map(type -> zone(type).snapshot(layout.zoneSet()))
                        .toList(),
                allocator.foreign(),
                held.size(),
                held.values().stream().mapToLong(Long::longValue).sum(),
                kswapd.isAwake(),
                kswapd.wakes(),
                kswapd.sleeps(),
                map.chunks());
    }

    /**
     * Recomputes every count from the frames themselves: no frame in two lists, buddies merged, and in each zone free
     * + pagesets + allocated + reserved = present.
     *
     * @throws IllegalStateException with zone, pfn and values, when anything does not agree
     */
    public void validate() {
        new NodeAudit(map, zones, holdings.owners()).run();
    }

    /** Compares counts with each other, without a look at the frames; throws as {@link #validate} does. */
    public void balance() {
        NodeBalance.check(nid, zones, holdings.held(), allocator.foreign());
    }

    static void checkOrder(int order) {
        if (order < 0 || order > MAX_ORDER) {
            throw new IllegalArgumentException("order " + order + " is not in 0.." + MAX_ORDER);
        }
    }

    private void checkCpu(int cpu) {
        if (cpu < 0 || cpu >= machineCpus) {
            throw new IllegalArgumentException("CPU " + cpu + " is not in 0.." + (machineCpus - 1));
        }
    }
}
