package io.numactor.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.load.LoadPlan.Lifetime;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    @Test
    void roundsPagesUpToWholeBlocks() {
        assertThat(plan(9, 1025, 64, 4).blocks()).isEqualTo(3);
        assertThat(plan(0, 1025, 64, 4).blocks()).isEqualTo(1025);
    }

    @Test
    void namesTheOptionAndItsRange() {
        assertThatThrownBy(() -> plan(11, 1, 64, 4)).hasMessage("--order 11 is not in 0..10");
        assertThatThrownBy(() -> plan(0, -5, 64, 4)).hasMessage("--pages -5 is not in 1..100000000");
        assertThatThrownBy(() -> plan(0, 1_000_000_000, 64, 4)).hasMessage("--pages 1000000000 is not in 1..100000000");
        assertThatThrownBy(() -> plan(0, 1, 0, 4)).hasMessage("--batch 0 is not in 1..4096");
        assertThatThrownBy(() -> plan(0, 1, 64, 0)).hasMessage("--outstanding 0 is not in 1..1024");
    }

    @Test
    void asksForWhatItSays() {
        var request = plan(9, 1024, 64, 4).request(7, 2);
        assertThat(request.getOwner()).isEqualTo(7);
        assertThat(request.getNode()).isEqualTo(2);
        assertThat(request.hasCpu()).isFalse();
        assertThat(request.getOrder()).isEqualTo(9);
        assertThat(request.getCount()).isEqualTo(2);
    }

    private static LoadPlan plan(int order, long pages, int batch, int outstanding) {
        return new LoadPlan(
                OptionalInt.of(2),
                OptionalInt.empty(),
                order,
                pages,
                Lifetime.FREE,
                batch,
                outstanding,
                Optional.empty(),
                "GFP_KERNEL",
                Optional.<Duration>empty(),
                false);
    }
}
