package io.numactor.mm.machine;

import io.numactor.mm.boot.input.CommandLine;

/**
 * What decides about a block that is just put {@code online} (parameters of the module memory_hotplug, 6.1).
 *
 * @param autoMovable whether {@code online_policy} is auto-movable, not contig-zones
 * @param autoMovableRatio percent of Movable memory that there may be to kernel memory
 * @param numaAware whether the ratio must hold on the block's node, too
 * @param movableNode {@code movable_node} on the command line: Movable rather than a kernel zone
 */
public record OnlinePolicy(boolean autoMovable, long autoMovableRatio, boolean numaAware, boolean movableNode) {
    private static final String MODULE = "memory_hotplug.";
    private static final String CONTIG_ZONES = "contig-zones";
    private static final String AUTO_MOVABLE = "auto-movable";
    private static final long DEFAULT_RATIO = 301;

    /**
     * The same with another {@code online_policy}.
     *
     * @throws ChangeRefused when there is no such policy
     */
    OnlinePolicy withPolicy(String name) {
        if (!name.equals(CONTIG_ZONES) && !name.equals(AUTO_MOVABLE)) {
            throw ChangeRefused.invalid("'" + name + "' is none of " + CONTIG_ZONES + ", " + AUTO_MOVABLE);
        }
        return new OnlinePolicy(name.equals(AUTO_MOVABLE), autoMovableRatio, numaAware, movableNode);
    }

    /** As the command line asks. */
    static OnlinePolicy of(String commandLine) {
        CommandLine words = CommandLine.parse(commandLine);
        return new OnlinePolicy(
                words.last(MODULE + "online_policy")
                        .filter(AUTO_MOVABLE::equals)
                        .isPresent(),
                words.number(MODULE + "auto_movable_ratio").orElse(DEFAULT_RATIO),
                words.last(MODULE + "auto_movable_numa_aware")
                        .filter(value -> value.startsWith("N") || value.startsWith("n") || value.startsWith("0"))
                        .isEmpty(),
                words.has("movable_node"));
    }
}
