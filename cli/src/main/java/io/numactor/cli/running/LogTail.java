package io.numactor.cli.running;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file. */
public final class LogTail {
    /** Far more than the last lines of a log take; what is before is not read. */
    private static final int MAX_BYTES = 1 << 18;

    private LogTail() {}

    /** The last lines, oldest first; none when the file cannot be read. */
    public static List<String> last(Path file, int lines) {
        List<String> all = end(file).lines().toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    private static String end(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            int bytes = (int) Math.min(log.length(), MAX_BYTES);
            byte[] end = new byte[bytes];
            log.seek(log.length() - bytes);
            log.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
