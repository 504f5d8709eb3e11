package io.numactor.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameRingTest {
    private final FrameRing ring = new FrameRing();

    private int[] frames() {
        return IntStream.range(0, ring.size()).map(ring::get).toArray();
    }

    @Test
    void growsAtBothEndsAndKeepsItsOrder() {
        for (int frame = 0; frame < 20; frame++) {
            ring.addHead(-frame);
            ring.addTail(frame);
        }
        assertThat(frames()).hasSize(40).startsWith(-19, -18).endsWith(18, 19);
        assertThat(ring.takeHead()).isEqualTo(-19);
        assertThat(ring.takeTail()).isEqualTo(19);
        assertThat(ring.size()).isEqualTo(38);
        assertThat(ring.endsWith(18)).isTrue();
        assertThat(ring.endsWith(19)).isFalse();
        assertThat(ring.contains(-18)).isTrue();
        assertThat(ring.contains(-19)).isFalse();
    }

    @Test
    void takesNeighbouringBlocksAtOnce() {
        ring.addTail(7);
        ring.addTail(512, 40, 3);
        assertThat(frames()).hasSize(41).startsWith(7, 512, 520, 528).endsWith(512 + 39 * 8);
    }

    @Test
    void nothingIsInAnEmptyRing() {
        ring.addTail(5);
        assertThat(ring.isEmpty()).isFalse();
        ring.takeTail();
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.endsWith(5)).isFalse();
        assertThat(ring.contains(5)).isFalse();
        assertThatThrownBy(() -> ring.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        ring.addTail(6);
        assertThatThrownBy(() -> ring.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void agreesWithADeque() {
        long seed = Long.getLong("numactor.seed", System.nanoTime());
        Random random = new Random(seed);
        Deque<Integer> expected = new ArrayDeque<>();
        for (int step = 0; step < 3000; step++) {
            int dice = random.nextInt(expected.size() > 50 ? 9 : 5);
            if (dice == 0 || expected.isEmpty()) {
                ring.addHead(step);
                expected.addFirst(step);
            } else if (dice < 4) {
                ring.addTail(step);
                expected.addLast(step);
            } else if (dice < 7) {
                assertThat(ring.takeTail()).as("seed %d", seed).isEqualTo(expected.removeLast());
            } else {
                assertThat(ring.takeHead()).as("seed %d", seed).isEqualTo(expected.removeFirst());
            }
        }
        assertThat(frames())
                .as("seed %d", seed)
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    }
}
