package io.numactor.mm.node;

import static io.numactor.mm.page.MemMap.BLOCK_FRAMES;
import static io.numactor.mm.page.MemMap.MAX_ORDER;
import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.PagesetList;
import io.numactor.mm.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What of a node's memory is handed out, and to whom. Each block is booked where it lies, in the memory map (owner,
 * grant, order), and its pages are added up for its owner; the two are changed together, and only here.
 */
final class Holdings {
    private static final int NOWHERE = -1;
    private final MemMap map;
    private final Zone[] zones;
    private final OwnerTable owners = new OwnerTable();
    private final ReclaimedHandles reclaimed = new ReclaimedHandles();

    /**
     * Where the last block went that a pageset took back: mostly the next one goes there, too. To look it up by way of
     * zone and CPU is a chain of loads, each of which waits for the one before.
     */
    private PagesetList last;

    private int lastWay = NOWHERE;

    Holdings(MemMap map, Zone[] zones) {
        this.map = map;
        this.zones = zones;
        last = zones[0].noneCached();
    }

    /** The owner's index, under which blocks are booked; made when it is new. */
    int open(long owner) {
        return owners.open(owner);
    }

    /** Whether an index that {@link #open} answered then is still the owner's. */
    boolean stillOpen(int abandonedThen) {
        return owners.abandoned() == abandonedThen;
    }

    /** How often an index was given up. */
    int abandoned() {
        return owners.abandoned();
    }

    /**
     * Books a block that has left the free lists.
     *
     * @param state {@link FrameState#ALLOCATED}, of its order and zone and the request's type
     */
    void give(int frame, int state, int owner, int grant) {
        int order = FrameState.order(state);
        map.setState(frame, order, state);
        give(frame, state, 1L << order, owner, grant);
    }

    /** The same of a block that has just been on a list, of so many pages. */
    void give(int frame, int state, long pages, int owner, int grant) {
        map.grant(frame, state, owner, grant);
        owners.add(owner, pages);
    }

    /** What the map has of the frame. */
    int look(long pfn) {
        int frame = map.frameOrNone(pfn);
        return frame == NO_FRAME ? 0 : map.look(frame);
    }

    private int state(int frame) {
        return frame == NO_FRAME ? FrameState.NONE : map.state(frame);
    }

    /** Takes one block back, if owner, order and grant are those that it was handed out with. */
    FreeOutcome free(long owner, long pfn, int order, int grant, int cpu) {
        int frame = map.frameOrNone(pfn);
        int state = state(frame);
        if (!FrameState.isAllocated(state, order) || !isHeldBy(owner, frame, grant)) {
            return refusal(owner, frame, state, grant);
        }
        takeBack(frame, state, order, map.owner(frame), cpu);
        return FreeOutcome.FREED;
    }

    private boolean isHeldBy(long owner, int frame, int grant) {
        return map.grantOf(frame) == grant && owners.id(map.owner(frame)) == owner;
    }

    private FreeOutcome refusal(long owner, int frame, int state, int grant) {
        if (!FrameState.isAllocated(state)) {
            return gone(frame, grant, owner, FreeOutcome.NOT_ALLOCATED);
        }
        return isHeldBy(owner, frame, grant)
                ? FreeOutcome.WRONG_ORDER
                : gone(frame, grant, owner, FreeOutcome.STALE_HANDLE);
    }

    private FreeOutcome gone(int frame, int grant, long owner, FreeOutcome otherwise) {
        return frame != NO_FRAME && reclaimed.forget(frame, grant, owner) ? FreeOutcome.RECLAIMED : otherwise;
    }

    /** Marks a block that was just given as page cache. */
    void mark(int frame, int order, int zone) {
        zones[zone].inactive().add(frame, order);
    }

    /** Takes a block back that reclaim has chosen; answers its pages. */
    long reclaim(int frame, int cpu) {
        int state = map.state(frame);
        int order = FrameState.order(state);
        reclaimed.remember(frame, map.grantOf(frame), owners.id(map.owner(frame)));
        owners.addReclaimed(map.owner(frame), 1L << order);
        takeBack(frame, state, order, map.owner(frame), cpu);
        return 1L << order;
    }

    private void takeBack(int frame, int state, int order, int owner, int cpu) {
        owners.add(owner, -(1L << order));
        if (FrameState.isReclaimable(state)) {
            zones[FrameState.zone(state)].inactive().remove(order);
        }
        int released = map.release(frame, state);
        if (way(released, cpu) == lastWay) {
            last.countFreed();
            last.put(frame);
        } else {
            giveBack(frame, released, cpu);
        }
    }

    /** All that tells where a block goes. */
    private static int way(int released, int cpu) {
        return cpu << FrameState.BITS | released;
    }

    private void giveBack(int frame, int released, int cpu) {
        Zone zone = zones[FrameState.zone(released)];
        int order = FrameState.order(released);
        int type = FrameState.type(released);
        zone.countFreed(order);
        zone.free(frame, order, type, cpu);
        if (Zone.isCached(order, type)) {
            last = zone.cached(cpu, order, type);
            lastWay = way(released, cpu);
        }
    }

    /** Whether the block is handed out with this owner, order and grant. */
    boolean holds(long owner, long pfn, int order, int grant) {
        int frame = map.frameOrNone(pfn);
        return FrameState.isAllocated(state(frame), order) && isHeldBy(owner, frame, grant);
    }

    /** Frees all pages of an owner, ascending; answers how many pages these were. */
    long close(long owner, int cpu) {
        int index = owners.find(owner);
        if (index == OwnerTable.NO_OWNER) {
            return 0;
        }
        long pages = owners.pages(index);
        for (int block = 0; owners.pages(index) > 0 && block < map.blocks(); block++) {
            closeIn(block << MAX_ORDER, index, cpu);
        }
        owners.close(owner);
        return pages;
    }

    /** A free may merge what lies around it, never anything still handed out: the scan can go on behind it. */
    private void closeIn(int first, int owner, int cpu) {
        for (int at = first; at < first + BLOCK_FRAMES; ) {
            int state = map.state(at);
            int order = FrameState.order(state);
            if (FrameState.isAllocated(state) && map.owner(at) == owner) {
                takeBack(at, state, order, owner, cpu);
            }
            at += 1 << order;
        }
    }

    /** Runs of blocks that the owner holds, ascending: at most so many, from this page frame on. */
    List<HeldRun> list(long owner, long from, int most) {
        int index = owners.find(owner);
        List<HeldRun> runs = new ArrayList<>();
        if (index == OwnerTable.NO_OWNER || owners.pages(index) == 0) {
            return runs;
        }
        int end = map.blocks() << MAX_ORDER;
        for (int at = (int) Math.min(Math.max(0, from - map.pfn(0)), end); at < end && runs.size() < most; ) {
            int state = map.state(at);
            if (FrameState.isAllocated(state) && map.owner(at) == index) {
                HeldRun run = run(at, end, index);
                runs.add(run);
                at += run.blocks() << run.order();
            } else {
                at += 1 << FrameState.order(state);
            }
        }
        return runs;
    }

    /** The run of blocks alike that begins with this one. */
    private HeldRun run(int first, int end, int owner) {
        int order = FrameState.order(map.state(first));
        int zone = FrameState.zone(map.state(first));
        int grant = map.grantOf(first);
        int at = first;
        do {
            at += 1 << order;
        } while (at < end
                && FrameState.isAllocated(map.state(at), order)
                && FrameState.zone(map.state(at)) == zone
                && map.owner(at) == owner
                && map.grantOf(at) == grant);
        return new HeldRun(map.pfn(first), order, (at - first) >> order, ZoneType.of(zone), grant);
    }

    /**
     * Makes smaller blocks of one that is handed out ({@code split_page}). They are page cache no more.
     *
     * @param pfn any page of the block
     * @param order of the blocks that it becomes; nothing happens when it is no larger
     * @return the order of the block that now holds the page, or -1 when the page is not handed out
     */
    int split(long pfn, int order) {
        int frame = map.frameOrNone(pfn);
        int head = frame == NO_FRAME ? NO_FRAME : headOf(frame);
        if (head == NO_FRAME) {
            return -1;
        }
        int state = map.state(head);
        int from = FrameState.order(state);
        if (from <= order) {
            return from;
        }
        int owner = map.owner(head);
        int grant = map.grantOf(head);
        if (FrameState.isReclaimable(state)) {
            zones[FrameState.zone(state)].inactive().remove(from);
        }
        map.clearState(head);
        int part = FrameState.allocated(order, FrameState.zone(state), FrameState.type(state));
        for (int at = head; at < head + (1 << from); at += 1 << order) {
            map.setState(at, order, part);
            map.grant(at, part, owner, grant);
        }
        return order;
    }

    /** First frame of the block handed out that the frame lies in. */
    private int headOf(int frame) {
        for (int order = 0; order <= MAX_ORDER; order++) {
            int head = frame & -(1 << order);
            int state = map.state(head);
            if (FrameState.isAllocated(state)) {
                return head + (1 << FrameState.order(state)) > frame ? head : NO_FRAME;
            }
            if (state != FrameState.NONE) {
                return NO_FRAME;
            }
        }
        return NO_FRAME;
    }

    /** Pages that the owner holds. */
    long pages(long owner) {
        int index = owners.find(owner);
        return index == OwnerTable.NO_OWNER ? 0 : owners.pages(index);
    }

    /** Pages held by each owner that holds any. */
    Map<Long, Long> held() {
        return owners.held();
    }

    /** What each owner holds, and what reclaim took from it, by id. */
    List<OwnerPages> ownerPages() {
        return LongStream.of(owners.ids())
                .boxed()
                .sorted(Long::compareUnsigned)
                .map(this::ownerPages)
                .toList();
    }

    /** What the owner holds, and what reclaim took from it. */
    OwnerPages ownerPages(long owner) {
        int index = owners.find(owner);
        return index == OwnerTable.NO_OWNER
                ? new OwnerPages(owner, 0, 0)
                : new OwnerPages(owner, owners.pages(index), owners.reclaimed(index));
    }

    /** Pages that reclaim took from the owner were taken from an answer that nobody heard. */
    void neverHad(long owner, long pages) {
        int index = owners.find(owner);
        if (index != OwnerTable.NO_OWNER) {
            owners.addReclaimed(index, -pages);
        }
    }

    /** For the audit, which recomputes it from the frames. */
    OwnerTable owners() {
        return owners;
    }
}
