package io.numactor.mm.boot.numa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.mm.boot.input.BootRefused;
import org.junit.jupiter.api.Test;

class ActiveRangesTest {
    private final ActiveRanges active = new ActiveRanges();

    @Test
    void extendsTheFirstEntryThatTouchesAndMergesNoFurther() {
        active.add(0, 0, 100);
        active.add(0, 200, 300);
        active.add(0, 100, 200);
        assertThat(active.entries()).containsExactly(new ActiveRange(0, 0, 200), new ActiveRange(0, 200, 300));
    }

    @Test
    void ignoresWhatIsCoveredAndKeepsNodesApart() {
        active.add(0, 0, 100);
        active.add(0, 10, 20);
        active.add(1, 50, 150);
        active.add(1, 20, 50);
        assertThat(active.entries()).containsExactly(new ActiveRange(0, 0, 100), new ActiveRange(1, 20, 150));
    }

    @Test
    void shrinksTheEntryThatEndsThere() {
        active.add(0, 0, 262144);
        active.shrink(0, 262144, 259584);
        assertThat(active.sorted()).containsExactly(new ActiveRange(0, 0, 259584));
    }

    @Test
    void hasRoomForSoManyEntries() {
        for (int i = 0; i < ActiveRanges.MOST; i++) {
            active.add(0, 10L * i, 10L * i + 5);
        }
        assertThatThrownBy(() -> active.add(0, 1_000_000, 1_000_001)).isInstanceOf(BootRefused.class);
    }
}
