package io.numactor.cli.train;

import io.numactor.cli.ExitCode;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.LogTail;
import io.numactor.cli.running.Profile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code train}: makes the class-data archive that lets every later JVM of this distribution start quicker. */
@Command(
        name = "train",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Makes the class-data archive: runs a small cluster in one JVM and keeps the classes it loaded.")
public final class TrainCommand extends ClusterCommand {
    private static final long LIMIT_SECONDS = 180;
    private static final int SHOWN_LINES = 10;

    @Option(names = "--run", hidden = true, description = "Run the training in this JVM, and make no archive.")
    boolean run;

    @Option(names = "--if-older", description = "Only when it is missing or older than the code.")
    boolean ifOlder;

    @Override
    protected int run() {
        if (run) {
            Training.run();
            return ExitCode.OK;
        }
        Path archive = Distribution.archive()
                .orElseThrow(() -> ClusterProblem.failed("no class-data archive: this is not the packaged command"));
        if (ifOlder && isFresh(archive)) {
            return ExitCode.OK;
        }
        return train(archive);
    }

    private static int train(Path archive) {
        Path next = archive.resolveSibling(archive.getFileName() + ".next");
        Path log = archive.resolveSibling("train.log");
        try {
            Files.deleteIfExists(next);
            long begin = System.nanoTime();
            if (!succeeds(command(next), log) || !Files.exists(next)) {
                throw ClusterProblem.failed(
                        "no class-data archive was made, JVMs will start slower; the end of " + log + ":",
                        LogTail.last(log, SHOWN_LINES));
            }
            Files.move(next, archive, StandardCopyOption.REPLACE_EXISTING);
            out().printf(
                            java.util.Locale.ROOT,
                            "class-data archive: %d MiB in %.1f s%n",
                            Files.size(archive) >> 20,
                            (System.nanoTime() - begin) / 1e9);
            return ExitCode.OK;
        } catch (IOException e) {
            throw ClusterProblem.failed("no class-data archive: " + e.getMessage());
        }
    }

    private static List<String> command(Path archive) {
        List<String> flags = Stream.concat(
                        Stream.of("-XX:ArchiveClassesAtExit=" + archive), Profile.QUICK.flags().stream())
                .toList();
        return Distribution.commandLine(flags, List.of("train", "--run"));
    }

    private static boolean succeeds(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether it is newer than every jar beside it. */
    private static boolean isFresh(Path archive) {
        long made = archive.toFile().lastModified();
        File[] jars = archive.resolveSibling("").toFile().listFiles((folder, name) -> name.endsWith(".jar"));
        return made > 0 && jars != null && Stream.of(jars).allMatch(jar -> jar.lastModified() <= made);
    }
}
