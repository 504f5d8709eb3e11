package io.numactor.load.replay;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.policy.Interleaving;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.topology.NodeMask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory policies of tasks, as the markers of the workers declare them, from their start to their end, and as children
 * inherit them.
 */
final class Policies {
    private static final Pattern MARKER =
            Pattern.compile("lab: (start|end) pid=(\\d+) .*?policy=(\\w+) nodes=([0-9,-]*).*");

    /**
     * One task's policy.
     *
     * @param userPagesOnly whether it is that of a mapping, which kernel pages do not obey
     */
    record Held(MemPolicy policy, boolean userPagesOnly) {}

    private final NodeMask memory;
    private final Workload workload;
    private final Set<Integer> working = new HashSet<>();
    private final Map<Integer, Held> tasks = new HashMap<>();
    private final Map<Integer, Integer> ilPrev = new HashMap<>();

    /**
     * @param memory nodes with memory: sets of nodes are cut to these
     * @param workload whose policies are of their mappings only, and the policies of files
     */
    Policies(NodeMask memory, Workload workload) {
        this.memory = memory;
        this.workload = workload;
    }

    void marker(String text) {
        Matcher match = MARKER.matcher(text);
        if (!match.matches()) {
            return;
        }
        int task = Integer.parseInt(match.group(2));
        if (match.group(1).equals("end")) {
            tasks.remove(task);
            working.remove(task);
            return;
        }
        working.add(task);
        MemPolicy policy = policy(match.group(3), NodeMask.parse(match.group(4)));
        if (!policy.equals(MemPolicy.DEFAULT)) {
            tasks.put(task, new Held(policy, workload.byMapping().contains(task)));
            ilPrev.put(task, Interleaving.FRESH);
        }
    }

    /** A child begins with its parent's policies and its turn. */
    void fork(int parent, int child) {
        Held held = tasks.get(parent);
        if (held != null) {
            tasks.put(child, held);
            ilPrev.put(child, ilPrev(parent));
        } else {
            tasks.remove(child);
        }
    }

    /** By its name: that of a marker, or of a mount option. */
    private MemPolicy policy(String mode, NodeMask declared) {
        NodeMask nodes =
                NodeMask.of(declared.ids().stream().filter(memory::contains).toList());
        if (nodes.isEmpty()) {
            return MemPolicy.DEFAULT;
        }
        return switch (mode) {
            case "bind" -> new MemPolicy.Bind(nodes);
            case "preferred", "prefer" -> new MemPolicy.Preferred(nodes.nth(0));
            case "preferred_many" -> new MemPolicy.PreferredMany(nodes);
            case "interleave" -> new MemPolicy.Interleave(nodes);
            default -> MemPolicy.DEFAULT;
        };
    }

    /** The policy of a page for that task. Pages of files are not zeroed first, unlike the task's own. */
    MemPolicy of(int task, boolean userPage, int gfp) {
        if (working.isEmpty()) {
            return MemPolicy.DEFAULT;
        }
        if (userPage && !GfpFlags.has(gfp, GfpFlags.ZERO) && working.contains(task)) {
            Workload.FilePolicy file = workload.files().get(task);
            if (file != null) {
                return policy(file.mode(), file.nodes());
            }
        }
        Held held = tasks.get(task);
        return held == null || (held.userPagesOnly && !userPage) ? MemPolicy.DEFAULT : held.policy;
    }

    int ilPrev(int task) {
        return ilPrev.getOrDefault(task, Interleaving.FRESH);
    }

    void setIlPrev(int task, int state) {
        ilPrev.put(task, state);
    }
}
