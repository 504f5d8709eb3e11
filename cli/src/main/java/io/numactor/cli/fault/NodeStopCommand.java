package io.numactor.cli.fault;

import io.numactor.cli.cluster.Steps;
import picocli.CommandLine.Command;

/** {@code node stop}: in order. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Tells the JVM of a node to leave the cluster (SIGTERM) and waits until it has: its memory is gone.")
public final class NodeStopCommand extends DepartureCommand {
    @Override
    String verb() {
        return "stop";
    }

    @Override
    Outcome carryOut(Target target, Steps steps) {
        return depart(target, Departure.Way.STOP, steps);
    }
}
