package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lists of all pagesets, numbered by zone, CPU, and order and type: which events are about which list. */
final class ListNumbers {
    /** Lists of one pageset: orders 0 to 3 by type, then order 9 for Movable and for the others. */
    static final int LISTS = 14;

    private static final int MOVABLE = MigrateType.MOVABLE.ordinal();
    private static final int HUGE = LISTS - 2;
    private static final int HUGE_MOVABLE = LISTS - 1;

    private final ReplayMachine machine;
    private final Trace trace;

    ListNumbers(ReplayMachine machine, Trace trace) {
        this.machine = machine;
        this.trace = trace;
    }

    /** Of all lists of all pagesets. */
    int count() {
        return machine.zones().size() * machine.cpus() * LISTS;
    }

    /** The list of a pageset that blocks of the order and type are on. */
    static int inSet(int order, int type) {
        int pcpType = type < MigrateType.PCP_TYPES ? type : MOVABLE;
        if (order == MemMap.PAGEBLOCK_ORDER) {
            return pcpType == MOVABLE ? HUGE_MOVABLE : HUGE;
        }
        return order * MigrateType.PCP_TYPES + pcpType;
    }

    int of(int zone, int cpu, int order, int type) {
        return (zone * machine.cpus() + cpu) * LISTS + inSet(order, type);
    }

    /** The list that an allocation or a refill is about. */
    int of(int event) {
        return of(machine.zoneOf(trace, event), trace.cpu(event), trace.order(event), trace.type(event));
    }

    int zone(int list) {
        return list / LISTS / machine.cpus();
    }

    int cpu(int list) {
        return list / LISTS % machine.cpus();
    }

    boolean isMovable(int list) {
        int inSet = list % LISTS;
        return inSet == HUGE_MOVABLE || (inSet < HUGE && inSet % MigrateType.PCP_TYPES == MOVABLE);
    }

    /** For each list, the event that first refilled it: what was on it since before the trace had all gone by then. */
    int[] firstRefills() {
        int[] refills = new int[count()];
        Arrays.fill(refills, NextEvents.NONE);
        for (int event = trace.size() - 1; event >= 0; event--) {
            if (trace.kind(event) == EventKind.ZONE_LOCKED && isCached(event)) {
                refills[of(event)] = event;
            }
        }
        return refills;
    }

    /** Allocations between two events that asked for what the list has, on its CPU. */
    List<Integer> asked(int after, int before, int list) {
        List<Integer> asked = new ArrayList<>();
        for (int event = after + 1; event < before; event++) {
            if (isFromList(event)
                    && trace.cpu(event) == cpu(list)
                    && inSet(trace.order(event), trace.type(event)) == list % LISTS) {
                asked.add(event);
            }
        }
        return asked;
    }

    /** Whether it is an allocation that a pageset's list serves. */
    boolean isFromList(int event) {
        return trace.kind(event) == EventKind.ALLOC && isCached(event);
    }

    private boolean isCached(int event) {
        return RealZones.isCached(trace.order(event), trace.type(event))
                && machine.zoneOf(trace, event) != ReplayMachine.NO_ZONE;
    }
}
