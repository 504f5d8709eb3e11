package io.numactor.systemtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code deploy/numactor}, run as a user runs it: a process of its own in some working directory. */
final class Numactor {
    /** Generous: five JVMs may share two busy cores with other people's work. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path directory;
    private final List<String> prefix;

    Numactor(Path directory) {
        this(directory, List.of());
    }

    private Numactor(Path directory, List<String> prefix) {
        this.directory = directory;
        this.prefix = List.copyOf(prefix);
    }

    /** The same, run by another command: {@code ip netns exec NAME}. */
    Numactor by(List<String> command) {
        return new Numactor(directory, command);
    }

    /**
     * What a command came to.
     *
     * @param command as it was typed
     * @param exit its exit status
     * @param out what it printed to standard output
     * @param err what it printed to standard error
     */
    record Outcome(String command, int exit, String out, String err) {
        JsonNode json() {
            return parse(out);
        }

        JsonNode lastLineAsJson() {
            return parse(out.strip().lines().reduce("", (before, line) -> line));
        }

        private JsonNode parse(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + this, e);
            }
        }
    }

    /** Runs it to its end, which must come within {@link #PATIENCE}. */
    Outcome run(String... words) {
        try {
            return runIn(Files.createTempDirectory(directory, "output"), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Output goes to files: what the command leaves running would hold a pipe open. */
    private Outcome runIn(Path output, String... words) throws IOException, InterruptedException {
        Path out = output.resolve("out");
        Path err = output.resolve("err");
        Process process = builder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError("no end after " + PATIENCE.toSeconds() + " s: numactor " + String.join(" ", words)
                    + "\n" + Files.readString(out) + Files.readString(err));
        }
        return new Outcome(String.join(" ", words), process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Starts it and goes on. */
    Background start(String... words) {
        try {
            Path output = Files.createTempDirectory(directory, "output");
            Path out = output.resolve("out");
            Path err = output.resolve("err");
            Process process = builder(words)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Background(String.join(" ", words), process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(String... words) {
        Path lib = Repository.file("cli/target/numactor/lib/numactor.jar");
        if (!Files.exists(lib)) {
            throw new AssertionError(lib + " is not there: run these tests by ./mvnw verify, which packages it first");
        }
        List<String> command = new ArrayList<>(prefix);
        command.add(Repository.file("deploy/numactor").toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder;
    }
}
