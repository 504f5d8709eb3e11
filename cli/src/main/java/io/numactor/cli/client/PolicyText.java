package io.numactor.cli.client;

import io.numactor.api.v1.Policy;
import io.numactor.cli.UsageProblem;
import io.numactor.mm.topology.NodeMask;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Memory policies as mount options and people write them: {@code bind:0,2}. */
final class PolicyText {
    private static final String FORMS =
            "default, preferred:NODE, preferred-many:NODES, bind:NODES or interleave:NODES, with NODES such as 0,2-3";

    private static final Map<String, Policy.Mode> MODES = Map.of(
            "default", Policy.Mode.MODE_DEFAULT,
            "local", Policy.Mode.MODE_DEFAULT,
            "preferred", Policy.Mode.MODE_PREFERRED,
            "preferred-many", Policy.Mode.MODE_PREFERRED_MANY,
            "bind", Policy.Mode.MODE_BIND,
            "interleave", Policy.Mode.MODE_INTERLEAVE);

    private PolicyText() {}

    /** The policy that the text names, its nodes checked against the machine's; empty for none and for the default. */
    static Optional<Policy> parse(@Nullable String text, MachineNodes machine) {
        if (text == null) {
            return Optional.empty();
        }
        String[] parts = text.split(":", 2);
        Policy.Mode mode = MODES.get(parts[0]);
        NodeMask nodes = MachineNodes.parse("--policy", parts.length == 2 ? parts[1] : "");
        if (mode == null || !fits(mode, nodes)) {
            throw new UsageProblem("--policy '" + text + "' is none of " + FORMS);
        }
        machine.check("--policy " + parts[0] + ":", nodes);
        return mode == Policy.Mode.MODE_DEFAULT
                ? Optional.empty()
                : Optional.of(Policy.newBuilder()
                        .setMode(mode)
                        .setNodes(nodes.toString())
                        .build());
    }

    private static boolean fits(Policy.Mode mode, NodeMask nodes) {
        return switch (mode) {
            case MODE_DEFAULT -> nodes.isEmpty();
            case MODE_PREFERRED -> nodes.size() == 1;
            default -> !nodes.isEmpty();
        };
    }
}
