package io.numactor.load.trace;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads the text of a trace, plain, gzip or zstd; which, is told by its first bytes. A line that is torn or foreign is
 * noted and skipped, up to a limit; nothing is guessed in its place.
 */
public final class TraceReader {
    /** Torn lines after which a file is not believed to be a trace. */
    public static final int DEFAULT_TORN_LIMIT = 1000;

    private static final int CHUNK = 1 << 18;
    private static final int MAX_LINE = 1 << 16;
    private static final int ZSTD_MAGIC = 0x28b52ffd;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final String name;
    private final int tornLimit;
    private final LineFields fields = new LineFields();
    private final LineParser parser = new LineParser(fields);
    private final Trace trace = new Trace();
    private final List<TornLine> torn = new ArrayList<>();
    private long lines;
    private long seen;
    private long lost;

    private TraceReader(String name, int tornLimit) {
        this.name = name;
        this.tornLimit = tornLimit;
    }

    /**
     * Reads a file.
     *
     * @param tornLimit lines that may be skipped
     * @throws TraceRefused when it cannot be read, has no events, or more torn lines than that
     */
    public static TraceText read(Path file, int tornLimit) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in, tornLimit);
        } catch (IOException e) {
            throw new TraceRefused(file + ": cannot be read (" + e + ")");
        }
    }

    /** The same from a stream, which {@code name} stands for in messages. */
    public static TraceText read(String name, InputStream in, int tornLimit) throws IOException {
        TraceReader reader = new TraceReader(name, tornLimit);
        try (InputStream text = decompressed(in)) {
            reader.lines(text);
        }
        if (reader.seen == 0) {
            throw new TraceRefused(name + ": has no trace events");
        }
        return new TraceText(reader.trace, reader.lines, reader.seen, reader.lost, reader.torn);
    }

    private static InputStream decompressed(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, CHUNK);
        buffered.mark(4);
        byte[] head = Arrays.copyOf(buffered.readNBytes(4), 4);
        buffered.reset();
        int magic = (head[0] & 255) << 24 | (head[1] & 255) << 16 | (head[2] & 255) << 8 | (head[3] & 255);
        if (magic == ZSTD_MAGIC) {
            return new ZstdInputStream(buffered);
        }
        return magic >>> 16 == GZIP_MAGIC ? new GZIPInputStream(buffered, CHUNK) : buffered;
    }

    private void lines(InputStream in) throws IOException {
        byte[] buffer = new byte[CHUNK + MAX_LINE];
        int kept = 0;
        int read = in.read(buffer, 0, CHUNK);
        while (read >= 0) {
            int end = kept + read;
            int from = wholeLines(buffer, end);
            kept = end - from;
            System.arraycopy(buffer, from, buffer, 0, kept);
            if (kept > MAX_LINE) {
                torn("is longer than " + MAX_LINE + " bytes");
                kept = 0;
            }
            read = in.read(buffer, kept, CHUNK);
        }
        if (kept > 0) {
            line(buffer, 0, kept);
        }
    }

    /** Reads all lines that have an end; answers where the first without one begins. */
    private int wholeLines(byte[] buffer, int end) {
        int from = 0;
        for (int i = 0; i < end; i++) {
            if (buffer[i] == '\n') {
                line(buffer, from, i);
                from = i + 1;
            }
        }
        return from;
    }

    private void line(byte[] buffer, int from, int end) {
        lines++;
        int to = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
        try {
            take(parser.parse(buffer, from, to));
        } catch (TornLineException e) {
            torn("" + e.getMessage());
        }
    }

    private void take(LineParser.Line line) {
        if (line == LineParser.Line.LOST) {
            lost += fields.argument;
        } else if (line == LineParser.Line.EVENT) {
            seen++;
            if (fields.kind != EventKind.OTHER) {
                trace.add(fields);
            }
        }
    }

    private void torn(String reason) {
        torn.add(new TornLine(lines, reason));
        if (torn.size() > tornLimit) {
            throw new TraceRefused(name + ": line " + lines + " is the " + torn.size()
                    + "th that is no event of a trace (" + reason + "); at most " + tornLimit + " are skipped");
        }
    }
}
