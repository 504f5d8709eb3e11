package io.numactor.cli.running;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that this launcher has just started.
 *
 * @param who its name within the cluster
 * @param command the line that started it
 * @param log where its output goes
 */
public record Child(String who, Process process, ProcessIdentity identity, List<String> command, Path log) {
    private static final int TAIL_LINES = 20;

    /** Starts it with its output at the end of a log file and no input. */
    public static Child start(String who, List<String> commandLine, Path log) {
        try {
            Files.createDirectories(log.getParent());
            Process process = new ProcessBuilder(commandLine)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new Child(who, process, ProcessIdentity.of(process.toHandle()), commandLine, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + who, e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Why a cluster cannot go on without this child, which has ended. */
    public ClusterProblem death() {
        String message = who + " (pid " + identity.pid() + ") ended with exit code " + process.exitValue()
                + "; the end of its log " + log + ":";
        return ClusterProblem.failed(message, LogTail.last(log, TAIL_LINES));
    }
}
