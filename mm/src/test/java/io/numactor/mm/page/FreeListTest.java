package io.numactor.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A free list hands out from its head, takes at both ends and gives from anywhere: what is left keeps its order. */
class FreeListTest {
    private static final int FRAMES = 8 * 1024;
    private static final int FREE_MOVABLE = FrameState.of(FrameState.FREE, 0, 2, 1);

    private final MemMap map = new MemMap(new PfnRange(0, FRAMES));
    private final FreeList list = new FreeList(map, FREE_MOVABLE);

    private List<Integer> frames() {
        List<Integer> frames = new ArrayList<>();
        for (int frame : list.frames()) {
            frames.add(frame);
        }
        return frames;
    }

    @Test
    void anEmptyListHasNoHead() {
        assertThat(list.head()).isEqualTo(MemMap.NO_FRAME);
        list.addTail(5);
        list.remove(5);
        assertThat(list.head()).isEqualTo(MemMap.NO_FRAME);
        assertThat(list.size()).isZero();
        assertThat(frames()).isEmpty();
    }

    @Test
    void aBlockIsFreeWhileItIsListed() {
        list.addHead(7);
        assertThat(map.state(7)).isEqualTo(FREE_MOVABLE);
        list.remove(7);
        assertThat(map.state(7)).isEqualTo(FrameState.NONE);
    }

    /** Behind a block that stays, the places of thousands pile up, and are given up again. */
    @Test
    void aBlockThatStaysKeepsItsPlaceWhileOthersComeAndGo() {
        list.addTail(0);
        list.addTail(1);
        for (int frame = 2; frame < FRAMES; frame++) {
            list.addTail(frame);
            list.remove(frame - 1);
            assertThat(list.head()).isZero();
            assertThat(list.size()).isEqualTo(2);
            assertThat(frames()).containsExactly(0, frame);
        }
        list.remove(0);
        assertThat(frames()).containsExactly(FRAMES - 1);
    }

    @Test
    void agreesWithAPlainList() {
        long seed = Long.getLong("numactor.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Integer> expected = new ArrayList<>();
        int next = 0;
        for (int step = 0; step < FRAMES; step++) {
            boolean grows = random.nextInt(100) < (step / 700 % 2 == 0 ? 80 : 40);
            if (grows || expected.isEmpty()) {
                add(expected, next++, random.nextInt(4) == 0);
            } else {
                list.remove(expected.remove(random.nextInt(expected.size())));
            }
            assertThat(list.size()).as("seed %d", seed).isEqualTo(expected.size());
            assertThat(list.head())
                    .as("seed %d", seed)
                    .isEqualTo(expected.isEmpty() ? MemMap.NO_FRAME : expected.get(0));
            if (step % 50 == 0) {
                assertThat(frames()).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    private void add(List<Integer> expected, int frame, boolean toHead) {
        if (toHead) {
            list.addHead(frame);
            expected.add(0, frame);
        } else {
            list.addTail(frame);
            expected.add(frame);
        }
    }
}
