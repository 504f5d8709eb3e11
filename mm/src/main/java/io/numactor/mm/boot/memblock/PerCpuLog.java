package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.phase.BootLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lines of setup_per_cpu_areas (distribution kernels, 6.1). */
public final class PerCpuLog {
    private static final int NR_CPUS = 8192;
    private static final int NR_CPUS_32 = 32;
    private static final long HUGE = 2L << 20;

    /** Columns that one line of the chart of units may take. */
    private static final int CHART_COLUMNS = 60;

    private PerCpuLog() {}

    public static void print(BootLog log, PerCpuArea area, List<Integer> cpuToNode, int nodeIds) {
        print(log, area, cpuToNode, nodeIds, NR_CPUS, HUGE);
    }

    /** On x86-32 units are whole pages, not parts of huge ones. */
    public static void print32(BootLog log, PerCpuArea area, List<Integer> cpuToNode) {
        print(log, area, cpuToNode, 1, NR_CPUS_32, Memblock.PAGE_BYTES);
    }

    private static void print(
            BootLog log, PerCpuArea area, List<Integer> cpuToNode, int nodeIds, int nrCpus, long atom) {
        int cpus = cpuToNode.size();
        log.line(
                "setup_percpu: NR_CPUS:%d nr_cpumask_bits:%d nr_cpu_ids:%d nr_node_ids:%d",
                nrCpus, cpus, cpus, nodeIds);
        String sizes = "s%d r%d d%d u%d"
                .formatted(area.staticBytes(), area.reservedBytes(), area.dynamicBytes(), area.unitBytes());
        log.line("percpu: Embedded %d pages/cpu %s", area.pages(), sizes);
        long unitsPerAlloc = Math.max(1, atom / Math.max(1, area.unitBytes()));
        long alloc = Math.max(area.unitBytes(), atom);
        log.line("pcpu-alloc: %s alloc=%d*%d", sizes, alloc / atom, atom);
        chart(log, groups(cpuToNode), cpus, (int) unitsPerAlloc);
    }

    /** CPUs of one node are a group, in the order in which nodes first appear. */
    private static List<List<Integer>> groups(List<Integer> cpuToNode) {
        Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        for (int cpu = 0; cpu < cpuToNode.size(); cpu++) {
            groups.computeIfAbsent(cpuToNode.get(cpu), nid -> new ArrayList<>()).add(cpu);
        }
        return List.copyOf(groups.values());
    }

    /** {@code [0] 0 1 [1] 2 3}: each allocation with its group and the CPUs of its units. */
    private static void chart(BootLog log, List<List<Integer>> groups, int cpus, int unitsPerAlloc) {
        int groupWidth = digits(groups.size());
        int cpuWidth = digits(cpus);
        int width = unitsPerAlloc * (cpuWidth + 1) + groupWidth + 3;
        int perLine = Integer.highestOneBit(Math.max(CHART_COLUMNS / width, 1));
        List<String> allocs = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            List<Integer> members = groups.get(group);
            for (int first = 0; first < members.size(); first += unitsPerAlloc) {
                StringBuilder alloc = new StringBuilder("[" + padded(group, groupWidth) + "] ");
                for (int unit = first; unit < first + unitsPerAlloc; unit++) {
                    alloc.append(unit < members.size() ? padded(members.get(unit), cpuWidth) : "-".repeat(cpuWidth))
                            .append(' ');
                }
                allocs.add(alloc.toString());
            }
        }
        for (int at = 0; at < allocs.size(); at += perLine) {
            log.line("pcpu-alloc: %s", String.join("", allocs.subList(at, Math.min(at + perLine, allocs.size()))));
        }
    }

    private static String padded(int number, int width) {
        return ("%0" + width + "d").formatted(number);
    }

    private static int digits(int number) {
        return String.valueOf(number).length();
    }
}
