package io.numactor.cli.fault;

import io.numactor.cli.cluster.Steps;
import picocli.CommandLine.Command;

/** {@code node kill}: as a board that fails. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Kills the JVM of a node (SIGKILL) and waits until the cluster goes on without: its memory is gone.")
public final class NodeKillCommand extends DepartureCommand {
    @Override
    String verb() {
        return "kill";
    }

    @Override
    Outcome carryOut(Target target, Steps steps) {
        return depart(target, Departure.Way.KILL, steps);
    }
}
