package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.CommandLine.Leading;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where ZONE_MOVABLE starts on each node (find_zone_movable_pfns_for_nodes, 6.1). */
public final class MovableZone {
    /** Pages of the largest block of the buddy allocator: starts are rounded up to it. */
    public static final long MAX_ORDER_NR_PAGES = 1024;

    private final List<NodeRange> ranges;
    private final long usableStart;
    private final TreeMap<Integer, Long> starts = new TreeMap<>();

    private MovableZone(List<NodeRange> ranges, long usableStart) {
        this.ranges = ranges;
        this.usableStart = usableStart;
    }

    /** Node -> first pfn of its ZONE_MOVABLE; nodes without one are left out. */
    public static Map<Integer, Long> starts(
            CommandLine commandLine, List<NodeRange> ranges, ZoneLimits limits, BootLog log) {
        MovableZone zone =
                new MovableZone(ranges, limits.of(limits.belowMovable()).start());
        if (commandLine.has("movable_node")) {
            zone.startAt(ranges.stream().filter(NodeRange::hotPluggable).toList());
        } else if (commandLine.values("kernelcore").contains("mirror")) {
            log.line("This configuration results in unmirrored kernel memory.");
            zone.startAt(ranges.stream()
                    .filter(range -> range.pfns().start() >= E820Table.MAX_DMA32_PFN)
                    .toList());
        } else {
            zone.spread(zone.requiredKernelcore(commandLine));
        }
        return zone.rounded();
    }

    private void startAt(List<NodeRange> movable) {
        movable.forEach(range -> starts.merge(range.nid(), range.pfns().start(), Math::min));
    }

    private long totalPages() {
        return ranges.stream().mapToLong(range -> range.pfns().pages()).sum();
    }

    /** Pages that must stay out of ZONE_MOVABLE; 0 when it was not asked for. */
    private long requiredKernelcore(CommandLine commandLine) {
        long total = totalPages();
        long kernelcore = pages(commandLine.last("kernelcore"), total);
        long movablecore = pages(commandLine.last("movablecore"), total);
        if (movablecore > 0) {
            long rounded = Math.min(total, Memblock.roundUp(movablecore, MAX_ORDER_NR_PAGES));
            kernelcore = Math.max(kernelcore, total - rounded);
        }
        return kernelcore >= total ? 0 : kernelcore;
    }

    private static long pages(Optional<String> option, long total) {
        if (option.isEmpty()) {
            return 0;
        }
        Leading plain = Leading.number(option.get());
        return plain.rest().startsWith("%")
                ? total * 100 * plain.value() / 10000
                : Leading.bytes(option.get()).value() >> PfnRange.PAGE_SHIFT;
    }

    /** Shares the kernel's pages out evenly; what a small node cannot give, the others take in another round. */
    private void spread(long kernelcore) {
        if (kernelcore == 0) {
            return;
        }
        TreeSet<Integer> nodes = new TreeSet<>();
        ranges.forEach(range -> nodes.add(range.nid()));
        long required = kernelcore;
        for (int usable = nodes.size(); usable > 0 && required >= usable; usable--) {
            long share = required / usable;
            for (int nid : nodes) {
                share = required < share ? required / usable : share;
                required = takeFrom(nid, share, required);
            }
            if (required <= usable - 1) {
                break;
            }
        }
    }

    private long takeFrom(int nid, long share, long required) {
        long left = required;
        long remaining = share;
        for (NodeRange range : ranges) {
            long start = Math.max(range.pfns().start(), starts.getOrDefault(nid, 0L));
            long end = range.pfns().end();
            if (range.nid() != nid || start >= end) {
                continue;
            }
            if (start < usableStart) {
                long kernelPages = Math.min(end, usableStart) - start;
                remaining -= Math.min(kernelPages, remaining);
                left -= Math.min(kernelPages, left);
                if (end <= usableStart) {
                    starts.put(nid, end);
                    continue;
                }
                start = usableStart;
            }
            long pages = Math.min(end - start, remaining);
            starts.put(nid, start + pages);
            left -= Math.min(left, pages);
            remaining -= pages;
            if (remaining == 0) {
                break;
            }
        }
        return left;
    }

    private Map<Integer, Long> rounded() {
        TreeMap<Integer, Long> rounded = new TreeMap<>();
        starts.forEach((nid, start) -> {
            long aligned = Memblock.roundUp(start, MAX_ORDER_NR_PAGES);
            long end = ranges.stream()
                    .filter(range -> range.nid() == nid)
                    .mapToLong(range -> range.pfns().end())
                    .max()
                    .orElse(0);
            if (aligned != 0 && aligned < end) {
                rounded.put(nid, aligned);
            }
        });
        return rounded;
    }
}
