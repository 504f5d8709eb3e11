package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.CommandLine.Leading;
import io.numactor.mm.boot.phase.BootLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code crashkernel=}: memory for a second kernel that looks at what is left of the first (reserve_crashkernel,
 * x86-64, 6.1). Forms: {@code SIZE[@START]}, {@code RANGE:SIZE[,RANGE:SIZE]...[@START]} with ranges {@code MIN-[MAX]} of
 * the machine's RAM, and {@code SIZE,high} with 256 MiB below 4 GiB (or {@code SIZE,low} of them).
 */
public final class CrashKernel {
    private static final long MIB = 1L << 20;
    private static final long ALIGN = 16 * MIB;
    private static final long LOW_END = 1L << 32;
    private static final long HIGH_END = 1L << 46;
    private static final long LOW_DEFAULT = 256 * MIB;

    private final Memblock memblock;
    private final BootLog log;
    private final long ramBytes;
    private final List<ByteRange> reserved = new ArrayList<>();

    /** What is wanted; {@code start} 0: anywhere. */
    private record Wanted(long bytes, long start, boolean high) {}

    private CrashKernel(Memblock memblock, BootLog log) {
        this.memblock = memblock;
        this.log = log;
        this.ramBytes = memblock.state().memoryBytes();
    }

    /** Where the second kernel's memory is; empty when none is wanted or there is no room. */
    public static List<ByteRange> reserve(CommandLine commandLine, Memblock memblock, BootLog log) {
        memblock.label("crash kernel");
        CrashKernel crash = new CrashKernel(memblock, log);
        crash.wanted(commandLine).ifPresent(wanted -> crash.reserve(wanted, commandLine));
        return List.copyOf(crash.reserved);
    }

    private Optional<Wanted> wanted(CommandLine commandLine) {
        return commandLine.values("crashkernel").stream()
                .filter(value -> !value.endsWith(",low"))
                .reduce((first, last) -> last)
                .map(this::parse)
                .filter(wanted -> wanted.bytes() > 0);
    }

    private Wanted parse(String value) {
        if (value.endsWith(",high")) {
            return new Wanted(Leading.bytes(value).value(), 0, true);
        }
        int at = value.indexOf('@');
        long start = at < 0 ? 0 : Leading.bytes(value.substring(at + 1)).value();
        String sizes = at < 0 ? value : value.substring(0, at);
        return new Wanted(
                sizes.contains(":") ? sizeFor(sizes) : Leading.bytes(sizes).value(), start, false);
    }

    /** The size given for as much RAM as there is. */
    private long sizeFor(String ranges) {
        for (String range : ranges.split(",", -1)) {
            int colon = range.indexOf(':');
            Leading min = Leading.bytes(range);
            if (colon < 0 || !min.rest().startsWith("-")) {
                return 0;
            }
            Leading max = Leading.bytes(min.rest().substring(1));
            boolean open = min.rest().startsWith("-:");
            if (ramBytes >= min.value() && (open || ramBytes < max.value())) {
                return Leading.bytes(range.substring(colon + 1)).value();
            }
        }
        return 0;
    }

    private void reserve(Wanted wanted, CommandLine commandLine) {
        OptionalLong place = wanted.start() == 0 ? anywhere(wanted) : exactly(wanted);
        if (place.isEmpty()) {
            return;
        }
        ByteRange range = new ByteRange(place.getAsLong(), place.getAsLong() + wanted.bytes());
        if (range.start() >= LOW_END && !reserveLow(commandLine)) {
            memblock.free(range.start(), range.end());
            return;
        }
        reserved.add(range);
        log.line(
                "Reserving %dMB of memory at %dMB for crashkernel (System RAM: %dMB)",
                wanted.bytes() / MIB, range.start() / MIB, ramBytes / MIB);
    }

    private OptionalLong anywhere(Wanted wanted) {
        OptionalLong low = wanted.high() ? OptionalLong.empty() : alloc(wanted.bytes(), ALIGN, ALIGN, LOW_END);
        OptionalLong place = low.isPresent() ? low : alloc(wanted.bytes(), ALIGN, ALIGN, HIGH_END);
        if (place.isEmpty()) {
            log.line("crashkernel reservation failed - No suitable area found.");
        }
        return place;
    }

    private OptionalLong exactly(Wanted wanted) {
        OptionalLong place = alloc(wanted.bytes(), MIB, wanted.start(), wanted.start() + wanted.bytes());
        if (place.isEmpty()) {
            log.line("crashkernel reservation failed - memory is in use.");
        }
        return place;
    }

    private OptionalLong alloc(long bytes, long align, long min, long max) {
        return memblock.allocExact(bytes, align, min, max, Memblock.ANY_NODE);
    }

    /** A second kernel above 4 GiB needs some memory below for devices. */
    private boolean reserveLow(CommandLine commandLine) {
        long bytes = commandLine.values("crashkernel").stream()
                .filter(value -> value.endsWith(",low"))
                .reduce((first, last) -> last)
                .map(value -> Leading.bytes(value).value())
                .orElse(LOW_DEFAULT);
        if (bytes == 0) {
            return true;
        }
        OptionalLong place = alloc(bytes, ALIGN, 0, LOW_END);
        if (place.isEmpty()) {
            log.line("Cannot reserve %dMB crashkernel low memory, please try smaller size.", bytes / MIB);
            return false;
        }
        reserved.add(new ByteRange(place.getAsLong(), place.getAsLong() + bytes));
        log.line(
                "Reserving %dMB of low memory at %dMB for crashkernel (low RAM limit: %dMB)",
                bytes / MIB, place.getAsLong() / MIB, LOW_END / MIB);
        return true;
    }
}
