package io.numactor.mm.boot.phase;

import io.numactor.mm.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kernel log while it is being written: each line belongs to the phase that prints it. */
public final class BootLog {
    /** Phases whose lines are known of every kernel. */
    private static final Set<BootPhase> IN_WORDS_OF_EACH =
            EnumSet.of(BootPhase.E820__MEMORY_SETUP, BootPhase.FREE_AREA_INIT);

    private final Map<BootPhase, List<String>> lines = new TreeMap<>();
    private final KernelVersion kernel;
    private BootPhase phase = BootPhase.BOOT_CPU_INIT;

    /** In the words of 6.1. */
    public BootLog() {
        this(KernelVersion.V6_1);
    }

    public BootLog(KernelVersion kernel) {
        this.kernel = kernel;
    }

    /** Whose words the lines are in. */
    public KernelVersion kernel() {
        return kernel;
    }

    /** From here on lines are this phase's. */
    public void enter(BootPhase next) {
        phase = next;
    }

    /** A line in the words of 6.1 is left out where the kernel has others that are not known. */
    public void line(String format, Object... values) {
        if (!kernel.sharesBootLines() && !IN_WORDS_OF_EACH.contains(phase)) {
            return;
        }
        lines.computeIfAbsent(phase, p -> new ArrayList<>()).add(String.format(Locale.ROOT, format, values));
    }

    public List<String> lines() {
        return lines.values().stream().flatMap(List::stream).toList();
    }

    /** All lines by the phase that printed them; phases without lines are left out. */
    public Map<BootPhase, List<String>> byPhase() {
        Map<BootPhase, List<String>> copy = new TreeMap<>();
        lines.forEach((key, value) -> copy.put(key, List.copyOf(value)));
        return copy;
    }

    /** {@code [mem 0x00100000-0x1fffffff]}: the end is inclusive, at least eight digits. */
    public static String mem(long start, long end) {
        return String.format(Locale.ROOT, "[mem 0x%08x-0x%08x]", start, end - 1);
    }

    /** The same with sixteen digits. */
    public static String wideMem(long start, long end) {
        return String.format(Locale.ROOT, "[mem 0x%016x-0x%016x]", start, end - 1);
    }
}
