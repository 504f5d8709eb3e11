package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.layout;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Random work on random machines of at most 8,192 frames, everything recomputed after each step. More of it:
 * {@code -Dnumactor.machines=200 -Dnumactor.steps=2000}.
 */
class RandomStreamTest {
    private static final int MACHINES = 40;
    private static final int STEPS = Integer.getInteger("numactor.steps", 150);
    private static final int MAX_FRAMES = 8192;
    private static final int[] RIGHTS = {
        AllocFlags.WMARK_LOW | AllocFlags.KSWAPD,
        AllocFlags.WMARK_LOW | AllocFlags.KSWAPD | AllocFlags.NOFRAGMENT,
        AllocFlags.WMARK_MIN,
        AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE | AllocFlags.NON_BLOCK | AllocFlags.HIGHATOMIC,
        AllocFlags.WMARK_MIN | AllocFlags.OOM,
        AllocFlags.NO_WATERMARKS,
    };

    private record Held(long owner, long pfn, int order, int grant, boolean cache) {}

    private final List<Held> held = new ArrayList<>();
    private Random random = new Random();
    private int grants;

    @Test
    void everythingAddsUpAfterEachStep() {
        long first = Long.getLong("numactor.seed", System.nanoTime());
        int machines =
                Integer.getInteger("numactor.machines", System.getProperty("numactor.seed") == null ? MACHINES : 1);
        for (long seed = first; seed < first + machines; seed++) {
            long failing = seed;
            try {
                stream(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("run again with -Dnumactor.seed=" + failing, e);
            }
        }
    }

    private void stream(long seed) {
        random = new Random(seed);
        held.clear();
        PgData node = new PgData(machine(), 4);
        node.memInit();
        node.validate();
        List<Long> initial = freePages(node);
        installMarks(node);
        for (int step = 0; step < STEPS; step++) {
            step(node);
            node.validate();
        }
        for (long owner = 0; owner < 4; owner++) {
            node.closeOwner(owner, 0);
        }
        node.drainAll();
        node.validate();
        assertThat(freePages(node)).isEqualTo(initial);
        assertThat(node.owners()).isEmpty();
    }

    private static List<Long> freePages(PgData node) {
        return node.snapshot().zones().stream().map(ZoneSnapshot::free).toList();
    }

    private NodeLayout machine() {
        List<ZoneLayout> zones = new ArrayList<>();
        long start = random.nextInt(2000);
        int left = MAX_FRAMES;
        for (ZoneType type : List.of(ZoneType.DMA, ZoneType.DMA32, ZoneType.NORMAL, ZoneType.MOVABLE)) {
            if (random.nextInt(3) > 0) {
                List<PfnRange> memory = new ArrayList<>();
                for (int piece = random.nextInt(3); piece >= 0; piece--) {
                    int pages = 1 + random.nextInt(left / 2);
                    left -= pages;
                    long end = start + pages;
                    memory.add(range(start, end));
                    start = random.nextBoolean() ? end : end + random.nextInt(1500);
                }
                zones.add(TestNode.zone(type, memory, someOf(memory), List.of()));
            }
        }
        return layout(0, zones.toArray(ZoneLayout[]::new));
    }

    private List<PfnRange> someOf(List<PfnRange> memory) {
        List<PfnRange> free = new ArrayList<>();
        for (PfnRange range : memory) {
            long middle = range.start() + random.nextInt((int) range.pages());
            free.add(range(range.start(), middle));
            free.add(range(Math.min(range.end(), middle + random.nextInt(40)), range.end()));
        }
        return free;
    }

    private void installMarks(PgData node) {
        for (ZoneType type : ZoneType.values()) {
            int min = random.nextInt(100);
            int batch = 1 + random.nextInt(20);
            int high = random.nextInt(4) == 0 ? 0 : 4 * batch + random.nextInt(200);
            node.install(type, params(min, min + 20, min + 40, high, batch, 0, 30, 60, 60, 60));
        }
    }

    private void step(PgData node) {
        int dice = random.nextInt(100);
        if (dice < 50) {
            allocate(node);
        } else if (dice < 88) {
            freeSome(node);
        } else if (dice < 92) {
            closeOne(node);
        } else if (dice < 94) {
            node.drainAll();
        } else if (dice < 97) {
            node.refresh(random.nextInt(4), random.nextInt(2));
        } else if (dice < 99) {
            node.wakeKswapd(0, ZoneType.MOVABLE);
            node.runKswapd();
            reclaim(node);
        } else {
            node.releaseHighAtomic(List.of(ZoneType.NORMAL, ZoneType.DMA), MigrateType.of(random.nextInt(3)), true);
        }
    }

    private void allocate(PgData node) {
        long owner = random.nextInt(4);
        int grant = ++grants;
        int order = random.nextInt(3) == 0 ? random.nextInt(11) : random.nextInt(2);
        int flags = RIGHTS[random.nextInt(RIGHTS.length)];
        TestNode.Ask ask = TestNode.ask(ZoneType.MOVABLE, ZoneType.NORMAL, ZoneType.DMA32, ZoneType.DMA)
                .owner(owner, grant)
                .cpu(random.nextInt(4), random.nextInt(2))
                .order(order)
                .count(1 + random.nextInt(random.nextInt(4) == 0 ? 2000 >> (order / 2) : 40))
                .flags(order > 0 ? flags : flags & ~AllocFlags.HIGHATOMIC)
                .type(MigrateType.of(random.nextInt(MigrateType.PCP_TYPES)))
                .preferred(new ZoneKey(random.nextInt(2), ZoneType.NORMAL));
        boolean cache = random.nextInt(3) == 0;
        ZoneAnswer answer = withCache(ask, cache).of(node);
        for (int run = 0; run < answer.runs().size(); run++) {
            for (int block = 0; block < answer.runs().blocks(run); block++) {
                held.add(new Held(owner, answer.runs().pfn(run) + ((long) block << order), order, grant, cache));
            }
        }
    }

    private static TestNode.Ask withCache(TestNode.Ask ask, boolean cache) {
        return cache ? ask.reclaimable().nodeReclaim() : ask;
    }

    private void reclaim(PgData node) {
        List<ZoneType> zones = List.of(ZoneType.MOVABLE, ZoneType.NORMAL, ZoneType.DMA32, ZoneType.DMA);
        node.reclaimDirectly(
                random.nextInt(3),
                zones.get(random.nextInt(4)),
                zones,
                AllocFlags.WMARK_MIN,
                random.nextInt(100),
                random.nextInt(4));
    }

    private void freeSome(PgData node) {
        int frees = random.nextInt(4) == 0 ? held.size() / 2 : 30;
        for (int i = 0; i < frees && !held.isEmpty(); i++) {
            Held last = held.remove(held.size() - 1);
            Held one = last;
            if (!held.isEmpty()) {
                one = held.set(random.nextInt(held.size()), last);
            }
            int cpu = random.nextInt(4);
            FreeOutcome outcome = node.free(one.owner, one.pfn, one.order, one.grant, cpu);
            assertThat(outcome).isIn(FreeOutcome.FREED, one.cache ? FreeOutcome.RECLAIMED : FreeOutcome.FREED);
            assertThat(node.free(one.owner, one.pfn, one.order, one.grant, cpu))
                    .isIn(FreeOutcome.NOT_ALLOCATED, FreeOutcome.STALE_HANDLE);
        }
    }

    private void closeOne(PgData node) {
        long owner = random.nextInt(4);
        long pinned = pages(one -> one.owner == owner && !one.cache);
        long all = pages(one -> one.owner == owner);
        assertThat(node.closeOwner(owner, random.nextInt(4))).isBetween(pinned, all);
        held.removeIf(one -> one.owner == owner);
    }

    private long pages(Predicate<Held> which) {
        return held.stream().filter(which).mapToLong(one -> 1L << one.order).sum();
    }
}
