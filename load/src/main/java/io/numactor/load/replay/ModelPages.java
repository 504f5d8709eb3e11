package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import io.numactor.mm.node.PgData;
import io.numactor.mm.zone.Block;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Which page of the model stands for each real page in use. What was in use before the trace stands for itself. A block
 * may be freed in parts, so this is known page by page.
 */
final class ModelPages {
    static final long NO_PAGE = -1;

    private static final int ITSELF = -1;
    private static final int NOT_IN_USE = -2;

    private final ReplayMachine machine;
    private final PgData[] nodes;
    private final PfnInts standsFor = new PfnInts(ITSELF);
    private final List<Deque<Long>> isolated = new ArrayList<>();

    /** @param nodes by zone index */
    ModelPages(ReplayMachine machine, PgData[] nodes) {
        this.machine = machine;
        this.nodes = nodes;
        machine.zones().forEach(zone -> isolated.add(new ArrayDeque<>()));
    }

    /** The block at {@code page}, or none, stands for the real one from now on. */
    void map(long real, long page, int order) {
        for (int i = 0; i < 1 << order; i++) {
            standsFor.set(real + i, page == NO_PAGE ? NOT_IN_USE : (int) (page + i));
        }
    }

    boolean isFreed(long real) {
        return standsFor.get(real) == NOT_IN_USE;
    }

    /** Compaction took this block of the model in the zone; its pages stand for none yet. */
    void isolate(int zone, Block block) {
        for (long page = block.pfn(); page < block.pfn() + (1L << block.order()); page++) {
            isolated.get(zone).push(page);
        }
    }

    /**
     * Frees what stands for a real block.
     *
     * @param unexplained whether it is a page that compaction had taken without an event
     */
    void free(Trace trace, int event, boolean unexplained) {
        long real = trace.pfn(event);
        int order = trace.order(event);
        int cpu = trace.cpu(event);
        long head = unexplained ? isolatedPage(real) : pageFor(real);
        if (head >= 0 && isWhole(real, head, order)) {
            free(head, order, cpu);
        } else {
            for (int i = 0; i < 1 << order; i++) {
                free(i == 0 ? head : pageFor(real + i), 0, cpu);
            }
        }
        map(real, NO_PAGE, order);
    }

    private long pageFor(long real) {
        int page = standsFor.get(real);
        return page == ITSELF ? real : page;
    }

    private long isolatedPage(long real) {
        int zone = machine.zoneOf(real);
        Long page = zone == ReplayMachine.NO_ZONE ? null : isolated.get(zone).poll();
        return page == null ? NO_PAGE : page;
    }

    /** Whether one aligned block of the model stands for the whole real one. */
    private boolean isWhole(long real, long head, int order) {
        for (int i = 1; i < 1 << order; i++) {
            if (pageFor(real + i) != head + i) {
                return false;
            }
        }
        int zone = machine.zoneOf(head);
        return (head & (1L << order) - 1) == 0
                && zone != ReplayMachine.NO_ZONE
                && nodes[zone].split(head, order) == order;
    }

    /** Frees a block of the model, which may be part of a larger one. */
    void free(long page, int order, int cpu) {
        int zone = page < 0 ? ReplayMachine.NO_ZONE : machine.zoneOf(page);
        if (zone != ReplayMachine.NO_ZONE && nodes[zone].split(page, order) == order) {
            nodes[zone].free(StateBuilder.OWNER, page, order, 0, cpu);
        }
    }
}
