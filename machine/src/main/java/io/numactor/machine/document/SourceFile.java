package io.numactor.machine.document;

import io.numactor.machine.Limits;
import io.numactor.machine.MachineRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The bytes of one file, and the name that messages give it. */
public final class SourceFile {
    private final String name;
    private final byte[] bytes;

    private SourceFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** Bytes that were read elsewhere. */
    public static SourceFile of(String name, byte[] bytes) {
        return new SourceFile(name, bytes.clone());
    }

    public static SourceFile of(String name, String text) {
        return new SourceFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a file.
     *
     * @throws MachineRefused when it is absent, unreadable or larger than {@link Limits#MAX_FILE_BYTES}
     */
    public static SourceFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new MachineRefused(path + ": there is no such file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(Limits.MAX_FILE_BYTES + 1);
            if (bytes.length > Limits.MAX_FILE_BYTES) {
                throw new MachineRefused(path + ": larger than " + Limits.MAX_FILE_BYTES + " bytes, the most allowed");
            }
            return new SourceFile(path.toString(), bytes);
        } catch (IOException e) {
            throw new MachineRefused(path + ": cannot be read (" + e.getMessage() + ")");
        }
    }

    /** The file, or nothing when it is not there. */
    public static Optional<SourceFile> readIfPresent(Path path) {
        return Files.isRegularFile(path) ? Optional.of(read(path)) : Optional.empty();
    }

    public String name() {
        return name;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes as UTF-8; what is not UTF-8 becomes replacement characters. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The lines without their ends. */
    public List<String> lines() {
        return text().lines().toList();
    }

    /** Refuses the file at a line, counted from 1. */
    public MachineRefused refuseLine(int line, String reason) {
        return MachineRefused.at(name, "line " + line, reason);
    }

    /** Refuses the file at a byte offset. */
    public MachineRefused refuseOffset(long offset, String reason) {
        return MachineRefused.at(name, "offset " + offset, reason);
    }

    public MachineRefused refuse(String reason) {
        return new MachineRefused(name + ": " + reason);
    }
}
