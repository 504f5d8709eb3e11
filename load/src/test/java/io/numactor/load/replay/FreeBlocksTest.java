package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.zone.Block;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whether a zone has a block, by what entered and left its free lists. */
final class FreeBlocksTest {
    private static final long START = 5 * 1024 + 256;
    private static final int PAGES = 4096 - 256;

    private static boolean has(FreeBlocks blocks, int order) {
        return blocks.hasBlock(order, false);
    }

    @Test
    void buddiesThatAreFreeAreOneBlock() {
        FreeBlocks blocks = new FreeBlocks(START, List.of(new Block(START, 3, 0)));
        assertThat(has(blocks, 3)).isTrue();
        assertThat(has(blocks, 4)).isFalse();
        blocks.set(START + 8, 3, true);
        assertThat(has(blocks, 4)).isTrue();
        blocks.set(START + 5, 0, false);
        assertThat(has(blocks, 4)).isFalse();
        assertThat(has(blocks, 3)).isTrue();
        blocks.set(START + 8, 3, false);
        assertThat(has(blocks, 2)).isTrue();
        assertThat(has(blocks, 3)).isFalse();
    }

    @Test
    void neighboursThatAreNoBuddiesAreTwo() {
        FreeBlocks blocks = new FreeBlocks(START, List.of(new Block(START + 8, 3, 0), new Block(START + 16, 3, 0)));
        assertThat(has(blocks, 3)).isTrue();
        assertThat(has(blocks, 4)).isFalse();
    }

    @Test
    void whateverComesAndGoesTheLargestFreeBlockIsKnown() {
        long seed = Long.getLong("numactor.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        FreeBlocks blocks = new FreeBlocks(START, List.of());
        BitSet free = new BitSet();
        for (int step = 0; step < 2_000; step++) {
            int order = random.nextInt(11);
            int first = 256 + random.nextInt(PAGES) & -(1 << order);
            boolean frees = random.nextInt(3) > 0;
            blocks.set(START - 256 + first, order, frees);
            free.set(first, first + (1 << order), frees);
            for (int o = 0; o <= 10; o++) {
                assertThat(has(blocks, o)).as("step " + step + " order " + o).isEqualTo(anyWhole(free, o));
            }
        }
    }

    private static boolean anyWhole(BitSet free, int order) {
        boolean found = false;
        for (int first = 0; first < 4096 && !found; first += 1 << order) {
            found = free.get(first, first + (1 << order)).cardinality() == 1 << order;
        }
        return found;
    }
}
