package io.numactor.cli;

import io.numactor.cli.jvm.JvmCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the {@code numactor} command. Exit codes: {@link ExitCode}. */
@Command(
        name = "numactor",
        mixinStandardHelpOptions = true,
        version = "numactor 0.1.0",
        description = "An emulated NUMA machine as a cluster of actors that places every page where Linux would.",
        subcommands = {CommandLine.HelpCommand.class, JvmCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }
}
