package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.NO_FRAME;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_ORDER;

import io.numactor.mm.page.FrameRing;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * One CPU's cache of pages in front of one zone's free lists ({@code struct per_cpu_pages}, 6.1): refilled and drained
 * in batches, the page freed last is handed out first.
 *
 * <p>Lists 0 to 11 hold orders 0 to 3 by type; list 12 holds order 9 of types other than Movable, list 13 of Movable.
 */
final class PerCpuPages {
    static final int LISTS = 14;

    /** {@code PAGE_ALLOC_COSTLY_ORDER}: the largest small order that is cached. */
    private static final int COSTLY_ORDER = 3;

    private static final int FIRST_HUGE_LIST = (COSTLY_ORDER + 1) * MigrateType.PCP_TYPES;
    private static final int MAX_FREE_FACTOR = 5;
    private static final int MOVABLE = MigrateType.MOVABLE.ordinal();

    /** Blocks whose frees wait for memory together. */
    private static final int LOOK_AHEAD = 64;

    /** Refreshes after a change until a remote pageset is drained. */
    private static final int EXPIRE_REFRESHES = 3;

    private final Zone zone;
    private final FreePath freePath;
    private final int cpu;
    private final MemMap map;
    private final Pagesets sizes;
    private final PagesetList[] lists = new PagesetList[LISTS];

    /** State of a cached block of order 0 and type 0. */
    private final int plainState;

    private int count;

    /** Pages at which it is drained. */
    private int limit;

    private int freeFactor;
    private int expire;

    /** Of no meaning, but the compiler must keep the reads that it comes from. */
    int seen;

    private boolean changed;

    /** Pages that are counted but on no list: a restored state may not know which they were. */
    private int unknown;

    PerCpuPages(Zone zone, MemMap map, Pagesets sizes, int cpu) {
        this.zone = zone;
        freePath = zone.freePath();
        this.map = map;
        this.sizes = sizes;
        this.cpu = cpu;
        plainState = FrameState.of(FrameState.PAGESET, 0, zone.index(), 0);
        Arrays.setAll(lists, list -> new PagesetList(this, zone.counters(), list));
    }

    /** Whether blocks of the order are cached at all. */
    static boolean caches(int order) {
        return order <= COSTLY_ORDER || order == PAGEBLOCK_ORDER;
    }

    /** The list for blocks of an order that is cached, of whatever type their pageblock is. */
    PagesetList list(int order, int type) {
        int cached = type < MigrateType.PCP_TYPES ? type : MOVABLE;
        if (order > COSTLY_ORDER) {
            return lists[cached == MOVABLE ? FIRST_HUGE_LIST + 1 : FIRST_HUGE_LIST];
        }
        return lists[order * MigrateType.PCP_TYPES + cached];
    }

    /** The order of the blocks on a list. */
    static int orderOf(int list) {
        return list < FIRST_HUGE_LIST ? list / MigrateType.PCP_TYPES : PAGEBLOCK_ORDER;
    }

    /** Takes over a set that another zone had. */
    void restore(PagesetState state) {
        for (Block block : state.blocks()) {
            int frame = map.frame(block.pfn());
            map.setState(frame, block.order(), held(block.order(), block.type()));
            list(block.order(), block.type()).blocks().addTail(frame);
            count += 1 << block.order();
        }
        unknown = Math.max(0, state.count() - count);
        count += unknown;
        freeFactor = state.freeFactor();
    }

    void limit(int pages) {
        limit = pages;
    }

    /** Pages counted that are on no list. */
    int unknown() {
        return unknown;
    }

    /** Pages held, over all lists. */
    int count() {
        return count;
    }

    int cpu() {
        return cpu;
    }

    /** Whether the block is on one of the lists. */
    boolean holds(int frame, int order) {
        return lists().anyMatch(list -> list.order() == order && list.blocks().contains(frame));
    }

    /** The lists, by their number. */
    Stream<PagesetList> lists() {
        return Arrays.stream(lists);
    }

    /** Fills the list up and takes its head; {@link MemMap#NO_FRAME} when the free lists have none. */
    int refillAndTake(int order, int type, int flags) {
        PagesetList list = list(order, type);
        if (refill(list.blocks(), order, type, flags)) {
            return list.take();
        }
        use();
        return NO_FRAME;
    }

    /** A block of so many pages has left one of the lists. */
    void taken(int pages) {
        use();
        count -= pages;
    }

    private void use() {
        freeFactor >>= 1;
        changed = true;
    }

    private boolean refill(FrameRing list, int order, int type, int flags) {
        int batch = sizes.batch();
        int wanted = batch > 1 ? Math.max(batch >> order, 2) : batch;
        int got = freePath.take(cpu, order, type, wanted, flags, held(order, type), list);
        if (got == 0) {
            return false;
        }
        zone.counters().pagesetRefills++;
        count += got << order;
        return true;
    }

    private int held(int order, int type) {
        return plainState | FrameState.of(0, order, 0, type);
    }

    /** A block of so many pages was added to a list. */
    void added(int list, int order, int pages) {
        count += pages;
        changed = true;
        if (freeFactor > 0 && order >= 1 && order <= COSTLY_ORDER) {
            drain(count, list, cpu);
        } else if (count >= limit) {
            drain(excess(), list, cpu);
        }
    }

    /** How many pages go back at once: twice as many with each drain that no allocation came between. */
    private int excess() {
        int batch = sizes.batch();
        if (limit < batch) {
            return 1;
        }
        int scaled = batch << freeFactor;
        if (scaled < limit - batch && freeFactor < MAX_FREE_FACTOR) {
            freeFactor++;
        }
        return Math.min(Math.max(scaled, batch), limit - batch);
    }

    /**
     * Gives the oldest blocks back to the free lists, list after list beginning with {@code firstList}, until
     * {@code pages} pages went: perhaps a few more, blocks are not split.
     */
    void drain(int pages, int firstList, int byCpu) {
        int left = Math.min(pages, count - unknown);
        zone.counters().pagesetDrains++;
        for (int list = firstList; left > 0; list = (list + 1) % LISTS) {
            left -= drain(lists[list].blocks(), orderOf(list), left, byCpu);
        }
    }

    /** Gives back blocks of one list, so many pages if it has them; answers how many. */
    private int drain(FrameRing list, int order, int pages, int byCpu) {
        int given = 0;
        while (given < pages && !list.isEmpty()) {
            int rest = list.size() - lookAhead(list, (pages - given) >> order);
            do {
                given += giveBackRun(list, order, pages - given, byCpu);
            } while (given < pages && list.size() > rest);
        }
        return given;
    }

    /** Reads what the map has of the next blocks, so that their frees need not wait for memory one by one; answers how many it looked at. */
    private int lookAhead(FrameRing list, int blocks) {
        int some = Math.min(Math.min(blocks, LOOK_AHEAD), list.size());
        for (int i = list.size() - some; i < list.size(); i++) {
            seen += map.look(list.get(i));
        }
        return some;
    }

    /** Gives back the oldest block, and those after it that are its neighbours of the same type; answers the pages. */
    private int giveBackRun(FrameRing list, int order, int pages, int byCpu) {
        int first = list.takeTail();
        int state = map.state(first);
        int end = first + (1 << order);
        while (end - first < pages && list.endsWith(end) && map.state(end) == state) {
            list.takeTail();
            end += 1 << order;
        }
        count -= end - first;
        freePath.freeRun(first, end, order, FrameState.type(state), byCpu);
        return end - first;
    }

    /** Gives everything back, in steps. */
    void drainAll() {
        while (count > unknown) {
            drain(sizes.batch() << MAX_FREE_FACTOR, 0, cpu);
        }
    }

    /**
     * The once-a-second refresh of counters: a pageset that its CPU used, of a zone on another node than the CPU's, is
     * drained by a batch after three refreshes.
     *
     * @param local whether the zone is on the CPU's node
     */
    void refresh(boolean local) {
        if (changed) {
            changed = false;
            expire = EXPIRE_REFRESHES;
        }
        if (expire == 0 || count == 0) {
            return;
        }
        expire = local ? 0 : expire - 1;
        if (!local && expire == 0) {
            drain(sizes.batch(), 0, cpu);
            changed = true;
        }
    }
}
