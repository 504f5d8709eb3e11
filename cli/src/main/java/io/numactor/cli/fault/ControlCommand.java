package io.numactor.cli.fault;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code control}: what may happen to the control JVMs of a running local cluster. */
@Command(
        name = "control",
        mixinStandardHelpOptions = true,
        description = "Kills, stops or starts a control JVM of a running cluster.",
        subcommands = {ControlKillCommand.class, ControlStopCommand.class, ControlStartCommand.class})
public final class ControlCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what is to happen: kill, stop or start");
    }
}
