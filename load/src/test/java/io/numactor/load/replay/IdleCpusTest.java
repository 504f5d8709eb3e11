package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.load.trace.Trace;
import io.numactor.load.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a CPU counts as idle. */
final class IdleCpusTest {
    @TempDir
    private Path folder = Path.of("");

    /** One free of each of these CPUs, in this order. */
    private Trace trace(IntStream cpus) throws IOException {
        int[] order = cpus.toArray();
        String lines = IntStream.range(0, order.length)
                .mapToObj(i -> String.format(
                        "task-%d [%03d] ..... %d: mm_page_free: page=0000000000000000 pfn=0x%x order=0",
                        order[i], order[i], i, 0x1000 + i))
                .collect(Collectors.joining("\n"));
        return TraceReader.read(Files.writeString(folder.resolve("trace.txt"), lines), 0)
                .events();
    }

    @Test
    void silenceAloneTellsNothing() throws IOException {
        IdleCpus idle = new IdleCpus(
                trace(IntStream.concat(
                        IntStream.of(1),
                        IntStream.concat(IntStream.generate(() -> 0).limit(5000), IntStream.of(1)))),
                3);
        assertThat(idle.isIdleAfter(0)).isFalse();
        assertThat(idle.isIdleAfter(4999)).isFalse();
        assertThat(idle.isIdleAfter(5000)).isTrue();
    }

    @Test
    void allAreIdleAfterTheEnd() throws IOException {
        IdleCpus idle = new IdleCpus(trace(IntStream.of(0, 1, 0)), 2);
        assertThat(IntStream.range(0, 3).mapToObj(idle::isIdleAfter)).containsExactly(false, true, true);
    }
}
