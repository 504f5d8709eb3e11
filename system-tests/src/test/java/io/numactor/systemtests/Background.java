package io.numactor.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command that runs beside a test; closing it kills it, if it has not ended. */
final class Background implements AutoCloseable {
    private final String command;
    private final Process process;
    private final Path out;
    private final Path err;

    Background(String command, Process process, Path out, Path err) {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What it came to, once it has ended by itself. */
    Numactor.Outcome end() {
        try {
            if (!process.waitFor(Numactor.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no end after " + Numactor.PATIENCE.toSeconds() + " s: numactor " + command);
            }
            return new Numactor.Outcome(command, process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL: it has no time to tell anybody. */
    void kill() {
        process.destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    @Override
    public String toString() {
        try {
            return "numactor " + command + ":\n" + Files.readString(out) + Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
