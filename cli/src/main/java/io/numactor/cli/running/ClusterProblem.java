package io.numactor.cli.running;

import io.numactor.cli.ExitCode;
import java.util.List;

/** Something that the user has to know and can act on: a message without a stack trace, and an exit code. */
public final class ClusterProblem extends RuntimeException {
    private final int exitCode;
    private final List<String> details;

    private ClusterProblem(int exitCode, String message, List<String> details) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.details = List.copyOf(details);
    }

    public static ClusterProblem usage(String message) {
        return new ClusterProblem(ExitCode.USAGE, message, List.of());
    }

    public static ClusterProblem failed(String message) {
        return failed(message, List.of());
    }

    /** The cluster is not there, or does not answer. */
    public static ClusterProblem unreachable(String message) {
        return new ClusterProblem(ExitCode.UNREACHABLE, message, List.of());
    }

    /** With lines to print below the message, such as the end of a log. */
    public static ClusterProblem failed(String message, List<String> details) {
        return new ClusterProblem(ExitCode.FAILED, message, details);
    }

    public int exitCode() {
        return exitCode;
    }

    List<String> details() {
        return details;
    }
}
