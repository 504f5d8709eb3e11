package io.numactor.machine.capture;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.topology.NodeMask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /sys/devices/system/node} as it was captured. Every answer is empty where the file was not captured. */
public final class NodeFiles {
    private final Path root;

    public NodeFiles(Path root) {
        this.root = root;
    }

    /** {@code online}, {@code possible}, {@code has_cpu}, {@code has_memory}, {@code has_normal_memory}. */
    public Optional<NodeMask> mask(String name) {
        return SourceFile.readIfPresent(root.resolve(name)).map(NodeFiles::mask);
    }

    /** The node's distances to the online nodes, ascending by id. */
    public Optional<List<Integer>> distance(int nid) {
        return file(nid, "distance").map(source -> {
            Fields fields = new Fields(source, 1);
            return fields.numbers(source.text(), "\\s+").stream()
                    .map(value -> fields.bounded(Long.toString(value), 255))
                    .toList();
        });
    }

    /** The node's CPUs, ascending. */
    public Optional<List<Integer>> cpus(int nid) {
        return file(nid, "cpulist").map(source -> list(source, Limits.MAX_CPUS));
    }

    /** {@code numa_hit}, {@code numa_miss} and so on, in the file's order. */
    public Optional<Map<String, Long>> numastat(int nid) {
        return file(nid, "numastat").map(NodeFiles::numastat);
    }

    /**
     * Reads one {@code numastat} file.
     *
     * @throws io.numactor.machine.MachineRefused with the line, when it is damaged
     */
    public static Map<String, Long> numastat(SourceFile source) {
        Map<String, Long> counters = new LinkedHashMap<>();
        int number = 0;
        for (String line : source.lines()) {
            Fields fields = new Fields(source, ++number);
            String[] words = line.trim().split(" +", -1);
            if (words.length != 2) {
                throw fields.refuse("is not 'name count'");
            }
            counters.put(words[0], fields.number(words[1]));
        }
        return counters;
    }

    private Optional<SourceFile> file(int nid, String name) {
        return SourceFile.readIfPresent(root.resolve("node" + nid).resolve(name));
    }

    private static NodeMask mask(SourceFile source) {
        return NodeMask.of(list(source, NodeMask.MAX_NUMNODES));
    }

    /** Reads {@code 0-1,3}: numbers below {@code limit}. */
    private static List<Integer> list(SourceFile source, int limit) {
        List<Integer> ids = new ArrayList<>();
        Fields fields = new Fields(source, 1);
        String text = source.text().trim();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            String[] ends = part.split("-", 2);
            int from = fields.bounded(ends[0], limit - 1);
            int to = ends.length == 2 ? fields.bounded(ends[1], limit - 1) : from;
            for (int id = from; id <= to && ids.size() < limit; id++) {
                ids.add(id);
            }
        }
        return ids;
    }
}
