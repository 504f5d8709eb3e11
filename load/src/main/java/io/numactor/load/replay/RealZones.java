package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.FreePages;
import io.numactor.mm.zone.ZoneMarks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The real zones' free counters and marks, followed through the trace by what left and entered the buddy lists: no
 * choice of the allocator is modelled here.
 */
final class RealZones {
    private final ReplayMachine machine;
    private final Trace trace;
    private final FreeScanner scanner;
    private final FreePages[] free;
    private final int[][] heldBack;
    private final boolean[] pressed = new boolean[NodeMask.MAX_NUMNODES];
    private final ZoneMarks[] marks;
    private final List<FreeBlocks> blocks;
    private final List<List<Block>> pendingBlocks = new ArrayList<>();
    private final long[] pending;
    private final int[] pendingZone;
    private final int[] pendingSteals;
    private final int[] stealZone;

    /** Zones that have a block of every order. */
    RealZones(ReplayMachine machine, Trace trace, Ledger ledger) {
        this(machine, trace, ledger, List.of());
    }

    /** @param blocks what is free in each zone before the trace; empty: blocks of every order, always */
    RealZones(ReplayMachine machine, Trace trace, Ledger ledger, List<FreeBlocks> blocks) {
        this.machine = machine;
        this.trace = trace;
        this.blocks = blocks;
        scanner = new FreeScanner(ledger.compaction().compactions(), this::isolate);
        int zones = machine.zones().size();
        free = new FreePages[zones];
        heldBack = new int[zones][machine.cpus()];
        marks = new ZoneMarks[zones];
        for (ReplayZone zone : machine.zones()) {
            FreePages pages = new FreePages(machine.cpus());
            pages.restore(zone.freePages(), Uncounted.of(machine, zone));
            pages.setThreshold(zone.threshold());
            free[zone.index()] = pages;
            marks[zone.index()] =
                    new ZoneMarks((order, highAtomic) -> hasBlock(zone.index(), order, highAtomic), pages);
            marks[zone.index()].install(zone.params());
        }
        for (int cpu = 0; cpu < machine.cpus(); cpu++) {
            pendingBlocks.add(new ArrayList<>());
        }
        pending = new long[machine.cpus()];
        pendingZone = new int[machine.cpus()];
        pendingSteals = new int[machine.cpus()];
        stealZone = new int[machine.cpus()];
    }

    /** Whether the zone has a free block of the order, as far as is known. */
    boolean hasBlock(int zone, int order, boolean alsoHighAtomic) {
        return blocks.isEmpty() || blocks.get(zone).hasBlock(order, alsoHighAtomic);
    }

    FreePages free(int zone) {
        return free[zone];
    }

    /**
     * How far the zone's counter can be off. A CPU that has not counted since its threshold was lowered may hold back as
     * much as before: with few CPUs the threshold under pressure is the higher one.
     */
    long slack(int zone) {
        long slack = free[zone].slack();
        int threshold = (int) (slack / machine.cpus());
        for (int held : heldBack[zone]) {
            slack += Math.max(0, held - threshold);
        }
        return slack;
    }

    private void count(int zone, int cpu, long change) {
        free[zone].add(cpu, change);
        heldBack[zone][cpu] = 0;
    }

    ZoneMarks marks(int zone) {
        return marks[zone];
    }

    /** kswapd of the node was woken, or sleeps again. */
    void setPressure(int nid, boolean pressure) {
        if (pressed[nid] == pressure) {
            return;
        }
        pressed[nid] = pressure;
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == nid) {
                int before = pressure ? zone.threshold() : zone.pressureThreshold();
                Arrays.setAll(heldBack[zone.index()], cpu -> Math.max(heldBack[zone.index()][cpu], before));
                free[zone.index()].setThreshold(pressure ? zone.pressureThreshold() : zone.threshold());
            }
        }
    }

    /** Whether a free takes effect at its batched event, which follows. */
    static boolean isLaterBatched(Trace trace, NextEvents next, int event) {
        int after = next.after(event);
        return after != NextEvents.NONE && trace.kind(after) == EventKind.FREE_BATCHED;
    }

    /** Whether blocks of the order and type pass through the pagesets. */
    static boolean isCached(int order, int type) {
        return (order <= 3 || order == MemMap.PAGEBLOCK_ORDER) && type < MigrateType.PCP_TYPES;
    }

    /** Takes the event in; a refill counts when the first event after it comes. */
    void follow(int event) {
        scanner.before(event);
        count(event);
    }

    private void count(int event) {
        int cpu = trace.cpu(event);
        EventKind kind = trace.kind(event);
        if (kind == EventKind.EXTFRAG) {
            steal(event);
            return;
        }
        int zone = NextEvents.isOfPage(kind) ? machine.zoneOf(trace, event) : ReplayMachine.NO_ZONE;
        if (kind != EventKind.ZONE_LOCKED || pendingZone[cpu] != zone) {
            settle(cpu);
        }
        if (kind == EventKind.ALLOC) {
            settleSteals(cpu);
        }
        if (zone == ReplayMachine.NO_ZONE) {
            return;
        }
        if (kind == EventKind.ZONE_LOCKED) {
            pendingZone[cpu] = zone;
            pending[cpu] += 1L << trace.order(event);
            if (!blocks.isEmpty()) {
                pendingBlocks.get(cpu).add(new Block(trace.pfn(event), trace.order(event), 0));
            }
        } else if (kind == EventKind.PCPU_DRAIN || isUncachedFree(event, kind)) {
            count(zone, cpu, 1L << trace.order(event));
            if (!blocks.isEmpty()) {
                blocks.get(zone).set(trace.pfn(event), trace.order(event), true);
            }
        }
    }

    private boolean isUncachedFree(int event, EventKind kind) {
        return kind == EventKind.FREE && !isCached(trace.order(event), 0);
    }

    private void settle(int cpu) {
        if (pending[cpu] != 0) {
            count(pendingZone[cpu], cpu, -pending[cpu]);
            pendingBlocks
                    .get(cpu)
                    .forEach(taken -> blocks.get(pendingZone[cpu]).set(taken.pfn(), taken.order(), false));
            pendingBlocks.get(cpu).clear();
            pending[cpu] = 0;
        }
    }

    /** A block below pageblock size that was stolen raises the marks, once the allocation that it was for is over. */
    private void steal(int event) {
        int zone = machine.zoneOf(trace, event);
        if (zone != ReplayMachine.NO_ZONE && trace.order(event) < MemMap.PAGEBLOCK_ORDER) {
            pendingSteals[trace.cpu(event)]++;
            stealZone[trace.cpu(event)] = zone;
        }
    }

    /** Compaction took free pages, which no event tells: there was a block that large, for all that is known. */
    private int isolate(int zone, int cpu, int pages) {
        count(zone, cpu, -pages);
        return pages;
    }

    /** The zone whose marks will rise when the CPU's present allocation is over, or {@link ReplayMachine#NO_ZONE}. */
    int stolenFrom(int cpu) {
        return pendingSteals[cpu] > 0 ? stealZone[cpu] : ReplayMachine.NO_ZONE;
    }

    /** Raises the marks for all that was stolen so far. */
    void settleSteals() {
        for (int cpu = 0; cpu < pendingSteals.length; cpu++) {
            settleSteals(cpu);
        }
    }

    private void settleSteals(int cpu) {
        for (; pendingSteals[cpu] > 0; pendingSteals[cpu]--) {
            marks[stealZone[cpu]].boost(machine.zone(stealZone[cpu]).managed());
        }
    }
}
