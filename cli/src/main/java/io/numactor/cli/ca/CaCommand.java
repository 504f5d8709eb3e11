package io.numactor.cli.ca;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ca}: certificates for trying out a cluster with TLS. */
@Command(
        name = "ca",
        mixinStandardHelpOptions = true,
        description = "Makes a local certificate authority and certificates of it, for 'up --tls'.",
        subcommands = {CaInitCommand.class, CaIssueCommand.class})
public final class CaCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /** It is nothing without one of its subcommands. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: ca init, or ca issue");
    }
}
