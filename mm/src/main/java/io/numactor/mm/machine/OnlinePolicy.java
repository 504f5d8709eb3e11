package io.numactor.mm.machine;

import io.numactor.mm.boot.CommandLine;

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
    private static final long DEFAULT_RATIO = 301;

    /** As the command line asks. */
    static OnlinePolicy of(String commandLine) {
        CommandLine words = CommandLine.parse(commandLine);
        return new OnlinePolicy(
                words.last(MODULE + "online_policy")
                        .filter("auto-movable"::equals)
                        .isPresent(),
                words.number(MODULE + "auto_movable_ratio").orElse(DEFAULT_RATIO),
                words.last(MODULE + "auto_movable_numa_aware")
                        .filter(value -> value.startsWith("N") || value.startsWith("n") || value.startsWith("0"))
                        .isEmpty(),
                words.has("movable_node"));
    }
}
