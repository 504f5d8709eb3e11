package io.numactor.cli;

import io.numactor.cli.ca.CaCommand;
import io.numactor.cli.client.AllocCommand;
import io.numactor.cli.client.AuditCommand;
import io.numactor.cli.client.BootCommand;
import io.numactor.cli.client.FreeCommand;
import io.numactor.cli.client.HardwareCommand;
import io.numactor.cli.client.LoadCommand;
import io.numactor.cli.client.MemoryCommand;
import io.numactor.cli.client.NodeCommand;
import io.numactor.cli.client.ShowCommand;
import io.numactor.cli.client.StatCommand;
import io.numactor.cli.client.SysctlCommand;
import io.numactor.cli.client.VerifyCommand;
import io.numactor.cli.client.WatchCommand;
import io.numactor.cli.cluster.DownCommand;
import io.numactor.cli.cluster.LogsCommand;
import io.numactor.cli.cluster.PsCommand;
import io.numactor.cli.cluster.UpCommand;
import io.numactor.cli.demo.DemoCommand;
import io.numactor.cli.doctor.DoctorCommand;
import io.numactor.cli.fault.ControlCommand;
import io.numactor.cli.jvm.JvmCommand;
import io.numactor.cli.replay.FidelityCommand;
import io.numactor.cli.replay.ReplayCommand;
import io.numactor.cli.sim.SimCommand;
import io.numactor.cli.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the {@code numactor} command. Exit codes: {@link ExitCode}. */
@Command(
        name = "numactor",
        mixinStandardHelpOptions = true,
        version = "numactor 0.1.0",
        description = "An emulated NUMA machine as a cluster of actors that places every page where Linux would.",
        subcommands = {
            DemoCommand.class,
            BootCommand.class,
            VerifyCommand.class,
            UpCommand.class,
            PsCommand.class,
            DownCommand.class,
            LogsCommand.class,
            ControlCommand.class,
            HardwareCommand.class,
            StatCommand.class,
            ShowCommand.class,
            AllocCommand.class,
            FreeCommand.class,
            WatchCommand.class,
            AuditCommand.class,
            SysctlCommand.class,
            MemoryCommand.class,
            NodeCommand.class,
            LoadCommand.class,
            ReplayCommand.class,
            FidelityCommand.class,
            SimCommand.class,
            CaCommand.class,
            DoctorCommand.class,
            TrainCommand.class,
            JvmCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command as it runs, to be given its words. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
