package io.numactor.mm.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class NodeMaskSearchTest {
    private static final NodeMask MASK = NodeMask.of(0, 2, 3);

    @Test
    void goesFromNodeToNode() {
        assertThat(MASK.nextAfter(-1)).isZero();
        assertThat(MASK.nextAfter(0)).isEqualTo(2);
        assertThat(MASK.nextAfter(3)).isEqualTo(-1);
    }

    @Test
    void countsElementsFromZero() {
        assertThat(MASK.nth(2)).isEqualTo(3);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> MASK.nth(3));
    }

    @Test
    void keepsNothingOutOfAll() {
        assertThat(NodeMask.ALL).hasToString("0-1023");
        assertThat(NodeMask.ALL.intersects(MASK)).isTrue();
        assertThat(NodeMask.of(1).intersects(MASK)).isFalse();
    }
}
