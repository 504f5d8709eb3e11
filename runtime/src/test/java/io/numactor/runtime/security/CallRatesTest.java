package io.numactor.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallRatesTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final CallRates rates = new CallRates(10, clock::get);

    private long allowed(String client, int calls) {
        return IntStream.range(0, calls).filter(call -> rates.allows(client)).count();
    }

    @Test
    void aClientMaySpendASecondAtOnceAndThenWaits() {
        assertThat(allowed("a", 25)).isEqualTo(10);
        clock.addAndGet(SECOND / 2);
        assertThat(allowed("a", 25)).isEqualTo(5);
        clock.addAndGet(60 * SECOND);
        assertThat(allowed("a", 25)).isEqualTo(10);
    }

    @Test
    void oneClientDoesNotPayForAnother() {
        assertThat(allowed("a", 25)).isEqualTo(10);
        assertThat(allowed("b", 5)).isEqualTo(5);
        assertThat(rates.refusal()).contains("more than 10 calls a second");
    }
}
