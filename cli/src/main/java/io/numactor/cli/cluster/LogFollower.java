package io.numactor.cli.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what is added to a log file, whole lines only; begins again when the file is begun again. */
final class LogFollower {
    private final Path file;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;

    private LogFollower(Path file, long position) {
        this.file = file;
        this.position = position;
    }

    static LogFollower atEnd(Path file) {
        return new LogFollower(file, file.toFile().length());
    }

    /** Lines that were completed since the last call. */
    List<String> more() {
        List<String> lines = new ArrayList<>();
        for (byte octet : read()) {
            if (octet == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(octet);
            }
        }
        return lines;
    }

    private byte[] read() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            position = log.length() < position ? 0 : position;
            byte[] more = new byte[(int) Math.min(log.length() - position, 1 << 20)];
            log.seek(position);
            log.readFully(more);
            position += more.length;
            return more;
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
