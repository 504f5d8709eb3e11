package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoostTimesTest {
    @Test
    void aBoostRaisedEarlyEndsWithTheRealOne() {
        assertThat(times().dropOf(0, 990)).isEqualTo(1100);
        assertThat(times().dropOf(0, 1050)).isEqualTo(1100);
    }

    @Test
    void aBoostRaisedLateLastsAsLongAsTheRealOne() {
        assertThat(times().dropOf(0, 1200)).isEqualTo(1300);
    }

    @Test
    void theNearestRealBoostCountsThoughItServedBefore() {
        BoostTimes times = times();
        assertThat(times.dropOf(0, 1001)).isEqualTo(1100);
        assertThat(times.dropOf(0, 1002)).isEqualTo(1100);
        assertThat(times.dropOf(0, 2001)).isEqualTo(2010);
        assertThat(times.dropOf(0, 2100)).isEqualTo(2110);
    }

    @Test
    void farFromAllOfThemItLastsAsTheMiddleOne() {
        assertThat(times().dropOf(0, 9000)).isEqualTo(9010);
    }

    private static BoostTimes times() {
        BoostTimes times = new BoostTimes(1);
        times.add(0, 1000, 1100);
        times.add(0, 2000, 2010);
        return times;
    }
}
