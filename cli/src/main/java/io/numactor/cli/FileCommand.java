package io.numactor.cli;

import io.numactor.load.trace.TraceRefused;
import io.numactor.machine.MachineRefused;
import io.numactor.mm.boot.input.BootRefused;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A subcommand that needs no cluster: prints what it makes of files, or why these cannot be used. */
public abstract class FileCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    /** What to print, with all its line ends. */
    protected abstract String printed();

    /** Tells something beside what is printed. */
    protected final void warn(String warning) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": warning: " + warning);
        err.flush();
    }

    @Override
    public final Integer call() {
        try {
            String printed = printed();
            PrintWriter out = spec.commandLine().getOut();
            out.print(printed);
            out.flush();
            return ExitCode.OK;
        } catch (MachineRefused | BootRefused | TraceRefused | UsageProblem e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.qualifiedName() + ": " + e.getMessage());
            err.flush();
            return ExitCode.USAGE;
        }
    }
}
