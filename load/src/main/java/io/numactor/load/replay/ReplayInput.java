package io.numactor.load.replay;

import io.numactor.mm.boot.input.BootInput;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to replay.
 *
 * @param machine that the trace was taken on
 * @param trace text of tracefs, perf script or trace-cmd report; plain, gzip or zstd
 * @param before folder with zoneinfo.txt, buddyinfo.txt and pagetypeinfo.txt of the moment before the trace
 * @param after the same of the moment after it, where there is one
 * @param workload description of the traced workers, with its script beside it, where there is one
 * @param mode what is predicted
 * @param tornLimit lines that may be skipped because they cannot be read
 */
public record ReplayInput(
        BootInput machine,
        Path trace,
        Path before,
        Optional<Path> after,
        Optional<Path> workload,
        ReplayMode mode,
        int tornLimit) {}
