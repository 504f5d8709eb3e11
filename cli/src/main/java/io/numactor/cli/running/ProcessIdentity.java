package io.numactor.cli.running;

import java.time.Instant;
import java.util.Optional;

/**
 * One process and no later one of the same pid.
 *
 * @param pid the operating system's process id
 * @param startMillis when it started, milliseconds since 1970; 0: the system does not say
 */
public record ProcessIdentity(long pid, long startMillis) {
    /** The kernel's boot time, which start times are reckoned from, is given in seconds and may round differently. */
    private static final long TOLERANCE_MILLIS = 2_000;

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), startMillis(process));
    }

    /** The process, while it lives; empty when its pid is free or another process has it now. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    private boolean isSame(ProcessHandle process) {
        return Math.abs(startMillis(process) - startMillis) <= TOLERANCE_MILLIS;
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
