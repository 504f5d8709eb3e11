package io.numactor.mm.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The kernel log while it is being written. */
final class BootLog {
    private final List<String> lines = new ArrayList<>();

    void line(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** {@code [mem 0x00100000-0x1fffffff]}: the end is inclusive, at least eight digits. */
    static String mem(long start, long end) {
        return String.format(Locale.ROOT, "[mem 0x%08x-0x%08x]", start, end - 1);
    }

    /** The same with sixteen digits. */
    static String wideMem(long start, long end) {
        return String.format(Locale.ROOT, "[mem 0x%016x-0x%016x]", start, end - 1);
    }
}
