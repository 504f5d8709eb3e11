package io.numactor.cli.fault;

import io.numactor.cli.cluster.Steps;
import picocli.CommandLine.Command;

/** {@code node start}: a lost node comes back. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Starts the JVM of a lost node again and waits until the cluster has taken it in: empty, in a new life.")
public final class NodeStartCommand extends NodeFaultCommand {
    @Override
    String verb() {
        return "start";
    }

    @Override
    Outcome carryOut(Target target, Steps steps) {
        return Comeback.of(target, steps);
    }
}
