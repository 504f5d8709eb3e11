package io.numactor.cli.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedRangeTest {
    private final Set<Long> seen = new ConcurrentSkipListSet<>();

    @Test
    void everySeedHasItsTurnOnce() {
        assertThat(SeedRange.of(5, 205).allFine(4, seen::add)).isTrue();
        assertThat(seen).isEqualTo(LongStream.range(5, 205).boxed().collect(Collectors.toSet()));
    }

    @Test
    void noSeedBeginsAfterOneThatIsNotFine() {
        assertThat(SeedRange.of(1, Long.MAX_VALUE).allFine(1, seed -> seen.add(seed) && seed < 7))
                .isFalse();
        assertThat(seen).hasSize(7);
    }

    @Test
    void anExceptionIsNotFine() {
        assertThat(SeedRange.of(1, 3).allFine(2, seed -> {
                    throw new IllegalStateException("seed " + seed);
                }))
                .isFalse();
    }
}
