package io.numactor.load.replay;

import io.numactor.mm.policy.Interleaving;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.topology.NodeMask;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory policies of tasks, as the markers of the workers declare them: from their start to their end. */
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
    private final Set<Integer> byMapping;
    private final Map<Integer, Held> tasks = new HashMap<>();
    private final Map<Integer, Integer> ilPrev = new HashMap<>();

    /**
     * @param memory nodes with memory: sets of nodes are cut to these
     * @param byMapping process ids of workers that set the policy of their mappings only
     */
    Policies(NodeMask memory, Set<Integer> byMapping) {
        this.memory = memory;
        this.byMapping = byMapping;
    }

    void marker(String text) {
        Matcher match = MARKER.matcher(text);
        if (!match.matches()) {
            return;
        }
        int task = Integer.parseInt(match.group(2));
        if (match.group(1).equals("end")) {
            tasks.remove(task);
            return;
        }
        MemPolicy policy = policy(match.group(3), NodeMask.parse(match.group(4)));
        if (!policy.equals(MemPolicy.DEFAULT)) {
            tasks.put(task, new Held(policy, byMapping.contains(task)));
            ilPrev.put(task, Interleaving.FRESH);
        }
    }

    private MemPolicy policy(String mode, NodeMask declared) {
        NodeMask nodes = NodeMask.of(declared.ids().stream().filter(memory::contains).toList());
        if (nodes.isEmpty()) {
            return MemPolicy.DEFAULT;
        }
        return switch (mode) {
            case "bind" -> new MemPolicy.Bind(nodes);
            case "preferred" -> new MemPolicy.Preferred(nodes.nth(0));
            case "preferred_many" -> new MemPolicy.PreferredMany(nodes);
            case "interleave" -> new MemPolicy.Interleave(nodes);
            default -> MemPolicy.DEFAULT;
        };
    }

    /** The policy of a page for that task. */
    MemPolicy of(int task, boolean userPage) {
        if (tasks.isEmpty()) {
            return MemPolicy.DEFAULT;
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
