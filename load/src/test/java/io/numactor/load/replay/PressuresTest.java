package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.load.trace.Trace;
import io.numactor.load.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From which events on the thresholds of a kswapd that is awake hold. */
class PressuresTest {
    private static final String FREE = "a-1 [%03d] ..... 1: mm_page_free: page=1 pfn=0x10 order=0%n";

    private final List<String> made = new ArrayList<>();

    private Pressures of(String... lines) throws IOException {
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        Trace trace =
                TraceReader.read("test", new ByteArrayInputStream(bytes), 0).events();
        return new Pressures(trace);
    }

    private List<String> madeUpTo(Pressures pressures, int event) {
        made.clear();
        pressures.upTo(event, (nid, awake) -> made.add(nid + (awake ? " awake" : " asleep")));
        return List.copyOf(made);
    }

    private static String free(int cpu) {
        return String.format(FREE, cpu);
    }

    @Test
    void othersFindThemSetAFewEventsBeforeKswapdSaysSo() throws IOException {
        String wake = "kswapd1-9 [001] ..... 2: mm_vmscan_kswapd_wake: nid=1 order=0\n";
        Pressures others = of(free(0), free(0), free(0), free(0), wake, free(0));
        assertThat(madeUpTo(others, 0)).isEmpty();
        assertThat(madeUpTo(others, 1)).containsExactly("1 awake");
        assertThat(madeUpTo(others, 5)).isEmpty();
        Pressures own = of(free(1), free(1), free(1), free(1), wake, free(1));
        assertThat(madeUpTo(own, 3)).isEmpty();
        assertThat(madeUpTo(own, 5)).containsExactly("1 awake");
    }

    @Test
    void theUsualOnesComeBackAfterItSaidThatItSleeps() throws IOException {
        Pressures pressures = of(free(0), "kswapd1-9 [001] ..... 2: mm_vmscan_kswapd_sleep: nid=1\n", free(0));
        assertThat(madeUpTo(pressures, 0)).isEmpty();
        assertThat(madeUpTo(pressures, 1)).isEmpty();
        assertThat(madeUpTo(pressures, 2)).containsExactly("1 asleep");
    }
}
