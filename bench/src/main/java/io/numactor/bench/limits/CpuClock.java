package io.numactor.bench.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Processor time of this JVM and of those that it has started: what stays the same when others use the computer too. */
final class CpuClock {
    private CpuClock() {}

    static double seconds() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.children())
                        .map(process -> process.info().totalCpuDuration())
                        .flatMap(Optional::stream)
                        .mapToLong(Duration::toNanos)
                        .sum()
                / 1e9;
    }
}
