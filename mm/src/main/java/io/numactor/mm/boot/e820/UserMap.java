package io.numactor.mm.boot.e820;

import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.CommandLine.Leading;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import io.numactor.mm.boot.phase.BootLog;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code mem=} and {@code memmap=}: what the command line makes of the firmware's map (x86, 6.1). Forms of
 * {@code memmap=}, several of them separated by commas: {@code exactmap} (forget the firmware's map), {@code SIZE}
 * (nothing above), {@code SIZE@START} (RAM), {@code SIZE#START} (ACPI data), {@code SIZE$START} (reserved),
 * {@code SIZE!START} (persistent), {@code SIZE%START-FROM+TO} (a change of type, by number). What is none of these is
 * ignored.
 */
public final class UserMap {
    private final E820Table e820;
    private final BootLog log;
    private boolean changed;

    private UserMap(E820Table e820, BootLog log) {
        this.e820 = e820;
        this.log = log;
    }

    /** Applies the options in the order of the command line; prints the map when there were any. */
    public static void apply(CommandLine commandLine, E820Table e820, BootLog log) {
        UserMap map = new UserMap(e820, log);
        commandLine.words().forEach(map::option);
        if (map.changed) {
            e820.sanitize();
            log.line("user-defined physical RAM map:");
            e820.print("user", log);
        }
    }

    private void option(String word) {
        if (word.startsWith("mem=")) {
            limit(Leading.bytes(word.substring("mem=".length())));
        } else if (word.startsWith("memmap=")) {
            Stream.of(word.substring("memmap=".length()).split(",", -1)).forEach(this::memmap);
        }
    }

    private void limit(Leading size) {
        if (size.value() > 0) {
            changed = true;
            e820.remove(size.value(), -1, MemoryMap.Type.USABLE, log);
        }
    }

    private void memmap(String text) {
        if (text.startsWith("exactmap")) {
            changed = true;
            e820.clear();
            return;
        }
        Leading size = Leading.bytes(text);
        if (size.rest().equals(text)) {
            return;
        }
        changed = true;
        if (size.rest().isEmpty()) {
            limit(size);
            return;
        }
        Leading start = Leading.bytes(size.rest().substring(1));
        switch (size.rest().charAt(0)) {
            case '@' -> add(start.value(), size.value(), MemoryMap.Type.USABLE);
            case '#' -> add(start.value(), size.value(), MemoryMap.Type.ACPI_DATA);
            case '$' -> add(start.value(), size.value(), MemoryMap.Type.RESERVED);
            case '!' -> add(start.value(), size.value(), MemoryMap.Type.PRAM);
            case '%' -> retype(start, size.value());
            default -> limit(size);
        }
    }

    private void add(long start, long bytes, MemoryMap.Type type) {
        if (start >= 0 && bytes > 0 && start + bytes > start) {
            e820.add(new Entry(start, start + bytes, type));
        }
    }

    private void retype(Leading start, long bytes) {
        Leading from =
                start.rest().startsWith("-") ? Leading.number(start.rest().substring(1)) : start;
        boolean hasTo = from.rest().startsWith("+");
        Optional<MemoryMap.Type> before =
                start.rest().startsWith("-") ? MemoryMap.Type.numbered(from.value()) : Optional.empty();
        Optional<MemoryMap.Type> after = hasTo
                ? MemoryMap.Type.numbered(
                        Leading.number(from.rest().substring(1)).value())
                : Optional.empty();
        long end = start.value() + bytes;
        if (before.isPresent() && after.isPresent()) {
            e820.update(start.value(), end, before.get(), after.get(), log);
        } else if (after.isPresent()) {
            add(start.value(), bytes, after.get());
        } else {
            before.ifPresent(type -> e820.remove(start.value(), end, type, log));
        }
    }
}
