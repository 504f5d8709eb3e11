package io.numactor.machine.verify;

import io.numactor.machine.capture.KernelLog;
import io.numactor.mm.boot.BootInput;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.ZoneKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the kernel returned to its zones after it had computed watermarks: the initial ramdisk and parts of its own
 * image. The amounts are the log's; which zone they went to follows from where those parts lie.
 */
final class LateFrees {
    private static final int PAGE_KIB = 4;

    /** Patched-out locks are freed before the initcalls: the watermarks know of them. */
    private static final String BEFORE_WATERMARKS = "SMP alternatives";

    private final Map<ZoneKey, Long> pages = new TreeMap<>();
    private final List<String> log = new ArrayList<>();

    private LateFrees() {}

    static LateFrees of(KernelLog log, BootInput input, MachineLayout layout) {
        LateFrees late = new LateFrees();
        for (KernelLog.Freed freed : log.freed()) {
            if (!freed.what().equals(BEFORE_WATERMARKS)) {
                PfnRange range = range(freed, input);
                late.add(freed, range, layout);
            }
        }
        return late;
    }

    long pages(ZoneKey zone) {
        return pages.getOrDefault(zone, 0L);
    }

    /** One line for each part: {@code initrd 1012 KiB in N3/DMA32}. */
    List<String> lines() {
        return log;
    }

    boolean isEmpty() {
        return log.isEmpty();
    }

    private static PfnRange range(KernelLog.Freed freed, BootInput input) {
        long pages = freed.kib() / PAGE_KIB;
        long start = start(freed.what(), input) >> PfnRange.PAGE_SHIFT;
        return new PfnRange(start, start + pages);
    }

    private static long start(String what, BootInput input) {
        return switch (what) {
            case "initrd" -> input.initrd().map(range -> range.start()).orElse(0L);
            case "unused kernel image (initmem)" -> input.image().init().start();
            case "unused kernel image (text/rodata gap)" -> input.image().text().end();
            case "unused kernel image (rodata/data gap)" ->
                input.image().rodata().end();
            case "unused decrypted" -> input.image().bss().start();
            default -> input.image().start();
        };
    }

    private void add(KernelLog.Freed freed, PfnRange range, MachineLayout layout) {
        for (NodeLayout node : layout.nodes()) {
            for (ZoneLayout zone : node.zones()) {
                long inside = inside(range, zone.memory());
                if (inside > 0) {
                    ZoneKey key = new ZoneKey(node.nid(), zone.type());
                    pages.merge(key, inside, Long::sum);
                    log.add("%s: %d KiB in %s".formatted(freed.what(), inside * PAGE_KIB, key));
                }
            }
        }
    }

    static long inside(PfnRange range, List<PfnRange> memory) {
        return memory.stream()
                .mapToLong(part -> part.intersection(range).pages())
                .sum();
    }
}
