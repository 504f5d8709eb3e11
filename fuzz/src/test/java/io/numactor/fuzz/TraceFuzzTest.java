package io.numactor.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.numactor.load.trace.TraceReader;
import io.numactor.load.trace.TraceRefused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A trace of tracefs, perf or trace-cmd; packed, torn, or nothing of the kind. */
final class TraceFuzzTest {
    private static final int TORN_LIMIT = 20;

    static Stream<Arguments> seeds() {
        return Stream.concat(
                Stream.of(
                                "   memhog-123   [001] .....  12.345678: mm_page_alloc: page=0x1 pfn=0x1234 order=0"
                                        + " migratetype=1 gfp_flags=GFP_HIGHUSER_MOVABLE\n",
                                "memhog   123 [001]  12.345678: kmem:mm_page_free: page=0x1 pfn=0x1234 order=0\n",
                                "CPU:1 [LOST 12 EVENTS]\n",
                                "  kswapd0-45 [000] .....  1.5: mm_vmscan_kswapd_wake: nid=0 order=3\n"
                                        + "  a-1 [000] d..h.  1.5: mm_vmscan_wakeup_kswapd: nid=0 order=3"
                                        + " gfp_flags=GFP_ATOMIC\n")
                        .map(text ->
                                Arguments.arguments((Object) text.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                Seeds.files(
                        name -> name.startsWith("trace") || name.endsWith(".zst") || name.endsWith(".gz"),
                        "load/src/test/resources"));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void read(byte[] text) {
        Only.refuses(
                () -> TraceReader.read("fuzz", new ByteArrayInputStream(text), TORN_LIMIT),
                TraceRefused.class,
                IOException.class,
                ZipException.class,
                java.io.EOFException.class);
    }
}
