package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.PagesetState;
import io.numactor.mm.zone.ZoneState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of every node before the trace, as far as the files and the trace tell it. A page's first event says what it
 * was: leaving the buddy lists, it was free; handed out or drained, it was in that CPU's pageset; freed, in use.
 */
final class StateBuilder {
    /** Who owns the pages that were in use before the trace. */
    static final long OWNER = 1;

    private static final int MOVABLE = MigrateType.MOVABLE.ordinal();

    private final ReplayMachine machine;
    private final Trace trace;
    private final Ledger ledger;
    private final List<ZonePages> pages = new ArrayList<>();
    private final List<List<Block>> inUse = new ArrayList<>();
    private final Map<Integer, Deque<Block>> heads = new HashMap<>();
    private final Map<Integer, Deque<Block>> tails = new HashMap<>();
    private final Map<Long, Integer> blockTypes = new HashMap<>();
    private final Map<Long, Integer> hintTypes = new HashMap<>();
    private final Map<Long, int[]> stolen = new HashMap<>();

    StateBuilder(ReplayMachine machine, Trace trace, Ledger ledger) {
        this.machine = machine;
        this.trace = trace;
        this.ledger = ledger;
        for (ReplayZone zone : machine.zones()) {
            ZonePages of = new ZonePages(zone.startPfn(), zone.endPfn());
            for (PfnRange ram : layoutOf(zone).zone(zone.key().type()).memory()) {
                of.present(Math.max(ram.start(), zone.startPfn()), Math.min(ram.end(), zone.endPfn()));
            }
            pages.add(of);
            inUse.add(new ArrayList<>());
        }
    }

    private NodeLayout layoutOf(ReplayZone zone) {
        return machine.layout().node(zone.nid());
    }

    /** The nodes with memory, by id. */
    Map<Integer, PgData> build() {
        readFirstEvents();
        Map<Integer, List<ZoneState>> states = new HashMap<>();
        for (ReplayZone zone : machine.zones()) {
            states.computeIfAbsent(zone.nid(), nid -> new ArrayList<>()).add(state(zone));
        }
        Map<Integer, PgData> nodes = new HashMap<>();
        states.forEach((nid, zones) ->
                nodes.put(nid, PgData.restore(machine.layout().node(nid), machine.cpus(), zones, OWNER)));
        return nodes;
    }

    /** What is free in each zone before the trace. */
    List<FreeBlocks> freeBlocks() {
        readFirstEvents();
        return machine.zones().stream()
                .map(zone ->
                        new FreeBlocks(zone.startPfn(), pages.get(zone.index()).layOut(counts(zone))))
                .toList();
    }

    private void readFirstEvents() {
        int nextFirst = 0;
        List<Integer> firsts = ledger.firsts();
        for (int event = 0; event < trace.size(); event++) {
            if (trace.kind(event) == EventKind.EXTFRAG) {
                stolenBlock(event);
            }
            if (nextFirst < firsts.size() && firsts.get(nextFirst) == event) {
                nextFirst++;
                first(event);
            }
        }
    }

    /** The block was free, on a list of the type that it was taken from; so was what was free around it. */
    private void stolenBlock(int event) {
        long pfn = trace.pfn(event);
        int zone = machine.zoneOf(trace, event);
        if (zone == ReplayMachine.NO_ZONE) {
            return;
        }
        setFree(zone, pfn, trace.order(event), trace.type(event), event);
        for (long page = pfn; page < pfn + (1L << trace.order(event)); page += MemMap.PAGEBLOCK_PAGES) {
            long block = page >>> MemMap.PAGEBLOCK_ORDER;
            blockTypes.putIfAbsent(block, trace.type(event));
            if (trace.order(event) < MemMap.PAGEBLOCK_ORDER) {
                stolen.putIfAbsent(block, new int[] {trace.argument(event), trace.type(event)});
            }
        }
    }

    private void setFree(int zone, long pfn, int order, int type, int event) {
        for (long page = pfn; page < pfn + (1L << order); page++) {
            if (pages.get(zone).isUnknown(page)) {
                pages.get(zone).setFree(page, type, event);
            }
        }
    }

    private void first(int event) {
        long pfn = trace.pfn(event);
        int order = trace.order(event);
        int type = trace.type(event);
        int zone = machine.zoneOf(trace, event);
        long block = pfn >>> MemMap.PAGEBLOCK_ORDER;
        switch (trace.kind(event)) {
            case ZONE_LOCKED -> {
                int[] thief = stolen.get(block);
                boolean unheardOf = pages.get(zone).isUnknown(pfn);
                setFree(zone, pfn, order, thief != null && thief[0] == type ? thief[1] : type, event);
                if (unheardOf && leavesNoBuddy(event)) {
                    pages.get(zone).setMostOrder(pfn, order);
                }
                blockTypes.putIfAbsent(block, type);
            }
            case ALLOC -> {
                inPageset(zone, event, heads);
                hintTypes.putIfAbsent(block, type);
            }
            case PCPU_DRAIN -> {
                inPageset(zone, event, tails);
                blockTypes.putIfAbsent(block, type);
            }
            case FREE -> used(zone, pfn, order, -1);
            case FREE_BATCHED -> used(zone, pfn, order, MOVABLE);
            default -> {}
        }
    }

    /**
     * Whether a refill goes on with another page than the upper half that a split would have left: then this was a
     * whole block.
     */
    private boolean leavesNoBuddy(int event) {
        long buddy = trace.pfn(event) + (1L << trace.order(event));
        boolean lower = (trace.pfn(event) & (1L << trace.order(event))) == 0;
        int later = event + 1;
        return lower
                && later < trace.size()
                && trace.kind(later) == EventKind.ZONE_LOCKED
                && trace.cpu(later) == trace.cpu(event)
                && trace.order(later) == trace.order(event)
                && trace.type(later) == trace.type(event)
                && trace.pfn(later) != buddy
                && machine.zoneOf(trace, later) == machine.zoneOf(trace, event);
    }

    private void inPageset(int zone, int event, Map<Integer, Deque<Block>> end) {
        if (!claim(zone, trace.pfn(event), trace.order(event))) {
            return;
        }
        int list = (zone * machine.cpus() + ledger.drains().ownerOf(event)) * ListNumbers.LISTS
                + ListNumbers.inSet(trace.order(event), trace.type(event));
        Deque<Block> blocks = end.computeIfAbsent(list, unused -> new ArrayDeque<>());
        Block block = new Block(trace.pfn(event), trace.order(event), trace.type(event));
        if (end == heads) {
            blocks.addLast(block);
        } else {
            blocks.addFirst(block);
        }
    }

    /** Whether nothing is known of any page of the block yet; from now on it is something else than free. */
    private boolean claim(int zone, long pfn, int order) {
        for (long page = pfn; page < pfn + (1L << order); page++) {
            if (!pages.get(zone).isUnknown(page)) {
                return false;
            }
        }
        for (long page = pfn; page < pfn + (1L << order); page++) {
            pages.get(zone).setOther(page);
        }
        return true;
    }

    private void used(int zone, long pfn, int order, int type) {
        if (claim(zone, pfn, order)) {
            inUse.get(zone).add(new Block(pfn, order, type));
        } else {
            for (long page = pfn; page < pfn + (1L << order); page++) {
                if (claim(zone, page, 0)) {
                    inUse.get(zone).add(new Block(page, 0, type));
                }
            }
        }
    }

    private ZoneState state(ReplayZone zone) {
        ZonePages of = pages.get(zone.index());
        List<Block> free = of.layOut(counts(zone));
        List<PagesetState> pagesets = pagesets(zone);
        List<Integer> types = pageblockTypes(zone, free);
        List<Block> used = usedBlocks(zone, types, free, pagesets);
        return new ZoneState(
                zone.key().type(),
                zone.params(),
                zone.managed(),
                zone.threshold(),
                Uncounted.of(machine, zone),
                types,
                free,
                used,
                pagesets);
    }

    private long[][] counts(ReplayZone zone) {
        long[][] counts = new long[MigrateType.count()][MemMap.MAX_ORDER + 1];
        for (MigrateType type : MigrateType.values()) {
            List<Long> blocks = machine.before().types().freeBlocks(zone.key(), type);
            for (int order = 0; order < blocks.size(); order++) {
                counts[type.ordinal()][order] = blocks.get(order);
            }
        }
        return counts;
    }

    private List<PagesetState> pagesets(ReplayZone zone) {
        List<PagesetState> states = new ArrayList<>();
        for (Map.Entry<Integer, ZoneInfo.Pageset> entry :
                zone.found().pagesets().entrySet()) {
            List<Block> blocks = new ArrayList<>();
            int room = (int) entry.getValue().count();
            for (int list = 0; list < ListNumbers.LISTS; list++) {
                int key = (zone.index() * machine.cpus() + entry.getKey()) * ListNumbers.LISTS + list;
                List<Block> known = new ArrayList<>(heads.getOrDefault(key, new ArrayDeque<>()));
                known.addAll(tails.getOrDefault(key, new ArrayDeque<>()));
                for (Block block : known) {
                    if (room >= 1 << block.order()) {
                        room -= 1 << block.order();
                        blocks.add(block);
                    } else {
                        inUse.get(zone.index()).add(block);
                    }
                }
            }
            states.add(new PagesetState(
                    entry.getKey(),
                    (int) entry.getValue().count(),
                    ledger.freeFactors().atStart(zone.index(), entry.getKey()),
                    blocks));
        }
        return states;
    }

    /** Types by the first event of each pageblock; the others so that the numbers of pagetypeinfo come out. */
    private List<Integer> pageblockTypes(ReplayZone zone, List<Block> free) {
        long first = zone.startPfn() >>> MemMap.PAGEBLOCK_ORDER;
        int count = (int) (((zone.endPfn() - 1) >>> MemMap.PAGEBLOCK_ORDER) - first) + 1;
        List<Integer> types = new ArrayList<>(Collections.nCopies(count, -1));
        long[] left = new long[MigrateType.count()];
        for (MigrateType type : MigrateType.values()) {
            left[type.ordinal()] = machine.before().types().pageblocks(zone.key(), type);
        }
        for (int i = 0; i < count; i++) {
            Integer seen = typeOf(first + i);
            if (seen != null) {
                types.set(i, seen);
                left[seen]--;
            }
        }
        for (Block block : free) {
            for (long pfn = block.pfn(); pfn < block.pfn() + (1L << block.order()); pfn += MemMap.PAGEBLOCK_PAGES) {
                int i = (int) ((pfn >>> MemMap.PAGEBLOCK_ORDER) - first);
                if (types.get(i) < 0 && left[block.type()] > 0) {
                    types.set(i, block.type());
                    left[block.type()]--;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            if (types.get(i) < 0) {
                int type = 0;
                while (type < left.length - 1 && left[type] <= 0) {
                    type++;
                }
                boolean any = left[type] > 0;
                types.set(i, any ? type : MOVABLE);
                left[type]--;
            }
        }
        return types;
    }

    private @Nullable Integer typeOf(long block) {
        Integer exact = ledger.exactTypes().get(block);
        Integer seen = exact != null ? exact : blockTypes.get(block);
        return seen != null ? seen : hintTypes.get(block);
    }

    /** Blocks seen in use, and of the pages never seen as many as the zone must have in use. */
    private List<Block> usedBlocks(
            ReplayZone zone, List<Integer> types, List<Block> free, List<PagesetState> pagesets) {
        long first = zone.startPfn() >>> MemMap.PAGEBLOCK_ORDER;
        List<Block> used = new ArrayList<>();
        long room = zone.managed();
        for (Block block : free) {
            room -= 1L << block.order();
        }
        for (PagesetState pageset : pagesets) {
            room -= pageset.count();
        }
        for (Block block : inUse.get(zone.index())) {
            int blockType = types.get((int) ((block.pfn() >>> MemMap.PAGEBLOCK_ORDER) - first));
            used.add(new Block(block.pfn(), block.order(), block.type() < 0 ? kernelType(blockType) : block.type()));
            room -= 1L << block.order();
        }
        ZonePages of = pages.get(zone.index());
        for (long pfn = zone.endPfn() - 1; pfn >= zone.startPfn() && room > 0; pfn--) {
            if (of.isUnknown(pfn) && !of.isTaken(pfn)) {
                used.add(new Block(pfn, 0, types.get((int) ((pfn >>> MemMap.PAGEBLOCK_ORDER) - first))));
                room--;
            }
        }
        return used;
    }

    /** Pages freed one by one past the LRU are the kernel's, whatever block they lie in. */
    private static int kernelType(int blockType) {
        return blockType == MOVABLE ? 0 : blockType;
    }
}
