package io.numactor.cli.running;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;

/** What the launcher's commands have in common: problems are printed as a message, not as a stack trace. */
public abstract class ClusterCommand implements Callable<Integer> {
    /** Does it and says with which exit code. */
    protected abstract int run();

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (ClusterProblem problem) {
            System.err.println("numactor: " + problem.getMessage());
            problem.details().forEach(line -> System.err.println("    " + line));
            return problem.exitCode();
        } catch (UncheckedIOException e) {
            System.err.println("numactor: " + e.getMessage());
            return io.numactor.cli.ExitCode.FAILED;
        }
    }

    protected static PrintStream out() {
        return System.out;
    }
}
