package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the drains that no free caused: by a CPU's refresh of counters once a second, by compaction, and by a task whose
 * reclaim had not helped, which empties the pagesets of all CPUs. Follows how many of the pages that were in each
 * pageset before the trace have not shown yet.
 */
final class DrainLedger {
    private static final int NO_ZONE = -1;
    private static final long[] NO_PAGES = {};

    private final Trace trace;
    private final ListNumbers numbers;
    private final int[] firstRefills;
    private final List<Hidden> hidden;
    private final Burst[] bursts;
    private final int[][] room;
    private final int[] freedLast;
    private final PfnInts owners = new PfnInts(-1);
    private final Set<Integer> reclaimed = new HashSet<>();

    /** @param hidden where what is found goes */
    DrainLedger(ReplayMachine machine, Trace trace, ListNumbers numbers, List<Hidden> hidden) {
        this.trace = trace;
        this.numbers = numbers;
        firstRefills = numbers.firstRefills();
        this.hidden = hidden;
        int cpus = machine.cpus();
        bursts = new Burst[cpus];
        Arrays.setAll(bursts, cpu -> new Burst(cpus));
        freedLast = new int[cpus];
        Arrays.fill(freedLast, NO_ZONE);
        room = new int[machine.zones().size()][cpus];
        for (ReplayZone zone : machine.zones()) {
            zone.found().pagesets().forEach((cpu, pageset) -> room[zone.index()][cpu] = (int) pageset.count());
        }
    }

    /** Takes in any event, before what it means for its page. */
    void follow(int event) {
        EventKind kind = trace.kind(event);
        int cpu = trace.cpu(event);
        if (kind != EventKind.PCPU_DRAIN) {
            endBurst(cpu);
            freedLast[cpu] = NO_ZONE;
        }
        switch (kind) {
            case RECLAIM_END -> reclaimed.add(trace.task(event));
            case RECLAIM_BEGIN -> reclaimed.remove(trace.task(event));
            case ALLOC -> served(event);
            default -> {}
        }
    }

    /** The task has its page, so it is past the point where it drains all pagesets. */
    private void served(int event) {
        if (!reclaimed.isEmpty() && !trace.inInterrupt(event)) {
            reclaimed.remove(trace.task(event));
        }
    }

    /** A free of the zone on the CPU: drains that follow directly are its doing. */
    void freed(int zone, int cpu) {
        freedLast[cpu] = zone;
    }

    /** Whether the pageset may have held so many pages before the trace; they are accounted for then. */
    boolean claim(int zone, int cpu, int pages) {
        if (room[zone][cpu] < pages) {
            return false;
        }
        room[zone][cpu] -= pages;
        return true;
    }

    /**
     * A block left a pageset for the free lists.
     *
     * @param owner CPU of the pageset, or -1 when it was there since before the trace
     */
    void drained(int event, int zone, int owner) {
        int cpu = trace.cpu(event);
        int pages = 1 << trace.order(event);
        Burst burst = bursts[cpu];
        if (burst.zone != zone) {
            endBurst(cpu);
            burst.begin(zone, event, freedLast[cpu] == zone, reclaimed.contains(trace.task(event)));
        }
        if (owner >= 0) {
            burst.pages[owner] += pages;
        } else if (burst.byFree) {
            room[zone][cpu] -= pages;
        } else {
            burst.unknown.add(event);
            burst.unknownPages += pages;
        }
    }

    /** All events were seen. */
    void end() {
        for (int cpu = 0; cpu < bursts.length; cpu++) {
            endBurst(cpu);
        }
    }

    private void endBurst(int cpu) {
        Burst burst = bursts[cpu];
        if (burst.zone != NO_ZONE && !burst.byFree) {
            findOwners(burst, cpu);
            report(burst, cpu);
        }
        burst.zone = NO_ZONE;
    }

    private void findOwners(Burst burst, int cpu) {
        for (int event : burst.unknown) {
            int owner = likelyOwner(event, burst, cpu);
            int pages = 1 << trace.order(event);
            owners.set(event, owner);
            room[burst.zone][owner] -= pages;
            burst.pages[owner] += pages;
            burst.unknownPages -= pages;
        }
    }

    private void report(Burst burst, int cpu) {
        if (burst.byReclaim) {
            hidden.add(new Hidden(burst.first, Hidden.Kind.DRAIN_ALL, burst.zone, cpu, cpu, NO_PAGES, 0));
            return;
        }
        for (int owner = 0; owner < burst.pages.length; owner++) {
            if (burst.pages[owner] > 0) {
                hidden.add(new Hidden(
                        burst.first, Hidden.Kind.DRAIN, burst.zone, owner, cpu, NO_PAGES, burst.pages[owner]));
            }
        }
    }

    /** Whose pageset a block that was there since before came from: the own one, or that with most pages unaccounted. */
    private int likelyOwner(int event, Burst burst, int own) {
        int[] left = room[burst.zone];
        if (mayHold(own, event, burst.zone) && left[own] >= burst.unknownPages) {
            return own;
        }
        return IntStream.concat(IntStream.of(own), IntStream.range(0, left.length))
                .filter(cpu -> mayHold(cpu, event, burst.zone))
                .boxed()
                .max(Comparator.comparingInt(cpu -> left[cpu]))
                .orElse(own);
    }

    /** What was on a list since before had all gone when the list was first refilled. */
    private boolean mayHold(int cpu, int event, int zone) {
        int order = trace.order(event);
        return !RealZones.isCached(order, 0) || event < firstRefills[numbers.of(zone, cpu, order, trace.type(event))];
    }

    /** The CPU whose pageset the block of a drain was in since before the trace. */
    int ownerOf(int event) {
        int owner = owners.get(event);
        return owner < 0 ? trace.cpu(event) : owner;
    }

    /** Drains of one zone in a row on one CPU. */
    private static final class Burst {
        private final int[] pages;
        private final List<Integer> unknown = new ArrayList<>();
        private int unknownPages;
        private int zone = NO_ZONE;
        private int first;
        private boolean byFree;
        private boolean byReclaim;

        Burst(int cpus) {
            pages = new int[cpus];
        }

        void begin(int ofZone, int event, boolean causedByFree, boolean causedByReclaim) {
            zone = ofZone;
            first = event;
            byFree = causedByFree;
            byReclaim = causedByReclaim;
            Arrays.fill(pages, 0);
            unknown.clear();
            unknownPages = 0;
        }
    }
}
