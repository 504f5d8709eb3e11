package io.numactor.cli.fault;

import io.numactor.cli.cluster.Steps;
import picocli.CommandLine.Command;

/** {@code node heal}: an isolated node is heard again. */
@Command(
        name = "heal",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lets the JVM of an isolated node be heard again and waits until the cluster has its node.",
        footer = {"", "Where the cluster has gone on without it, the JVM begins anew: empty, in a new life."})
public final class NodeHealCommand extends NodeFaultCommand {
    @Override
    String verb() {
        return "heal";
    }

    @Override
    Outcome carryOut(Target target, Steps steps) {
        return Healing.of(target, steps);
    }
}
