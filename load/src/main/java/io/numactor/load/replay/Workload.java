package io.numactor.load.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.topology.NodeMask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of the traced workers besides their markers.
 *
 * @param byMapping process ids of those whose policy is their mapping's, not the task's
 * @param files policies of the files that workers write, by process id: those of the tmpfs that they are on
 */
record Workload(Set<Integer> byMapping, Map<Integer, FilePolicy> files) {
    static final Workload UNKNOWN = new Workload(Set.of(), Map.of());

    private static final Pattern MOUNT = Pattern.compile(
            "\\bmount\\b[^;|&\\n]*\\bmpol=([a-z_]+)(?:=[a-z]+)?(?::([0-9]+(?:[-,][0-9]+)*))?[^;|&\\n]*?\\s(/\\S+)");

    /** A policy by name and nodes. */
    record FilePolicy(String mode, NodeMask nodes) {}

    private record Mount(String folder, FilePolicy policy) {}

    /**
     * Reads the workers' list, and the script beside it ({@code workload.sh}) if there is one.
     *
     * @throws MachineRefused when the list is damaged
     */
    static Workload read(Path file) {
        try {
            JsonNode workers =
                    JsonMapper.builder().build().readTree(SourceFile.read(file).text());
            return of(workers, mounts(file));
        } catch (IOException e) {
            throw new MachineRefused(file + ": is no list of workers (" + e.getMessage() + ")");
        }
    }

    private static Workload of(JsonNode workers, List<Mount> mounts) {
        Set<Integer> byMapping = new HashSet<>();
        Map<Integer, FilePolicy> files = new HashMap<>();
        for (JsonNode worker : workers) {
            int task = worker.path("pid").asInt();
            if (worker.path("via").asText().equals("mbind")) {
                byMapping.add(task);
            }
            String path = worker.path("path").asText();
            mounts.stream()
                    .filter(mount -> path.startsWith(mount.folder + "/"))
                    .forEach(mount -> files.put(task, mount.policy));
        }
        return new Workload(byMapping, files);
    }

    private static List<Mount> mounts(Path file) {
        List<Mount> mounts = new ArrayList<>();
        for (String name : List.of("workload-pre.sh", "workload.sh")) {
            SourceFile.readIfPresent(file.resolveSibling(name)).ifPresent(script -> {
                Matcher match = MOUNT.matcher(script.text());
                while (match.find()) {
                    String nodes = match.group(2) == null ? "" : match.group(2);
                    mounts.add(new Mount(match.group(3), new FilePolicy(match.group(1), NodeMask.parse(nodes))));
                }
            });
        }
        return mounts;
    }
}
