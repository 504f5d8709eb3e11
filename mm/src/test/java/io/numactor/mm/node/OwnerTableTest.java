package io.numactor.mm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnerTableTest {
    private final OwnerTable table = new OwnerTable();

    @Test
    void anIndexWithPagesIsNeverGivenAway() {
        int kept = table.open(-5);
        table.add(kept, 3);
        for (long owner = 0; owner < 1000; owner++) {
            assertThat(table.open(owner)).isNotEqualTo(kept);
        }
        assertThat(table.find(-5)).isEqualTo(kept);
        assertThatThrownBy(() -> table.close(-5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ownersWithoutPagesDoNotPileUp() {
        int highest = 0;
        for (long owner = 0; owner < 100_000; owner++) {
            highest = Math.max(highest, table.open(owner));
        }
        assertThat(highest).isLessThan(16);
    }

    @Test
    void agreesWithAPlainMap() {
        long seed = Long.getLong("numactor.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Long, Long> expected = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            long owner = (long) random.nextInt(300) << (random.nextInt(3) * 20);
            int index = table.open(owner);
            if (random.nextInt(4) == 0) {
                table.add(index, -table.pages(index));
                table.close(owner);
                expected.remove(owner);
            } else {
                table.add(index, 1);
                expected.merge(owner, 1L, Long::sum);
            }
        }
        assertThat(table.held()).as("seed %d", seed).isEqualTo(expected);
    }
}
