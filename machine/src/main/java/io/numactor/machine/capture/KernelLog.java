package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A kernel log without its timestamps and without blanks at the ends of lines. */
public final class KernelLog {
    private static final Pattern TIMESTAMP = Pattern.compile("^(?:<[0-9]{1,4}>)?\\[ *[0-9]+\\.[0-9]+\\] ?");

    private final List<String> lines;

    private KernelLog(List<String> lines) {
        this.lines = lines;
    }

    public static KernelLog parse(SourceFile source) {
        return of(source.lines());
    }

    /** Lines with or without timestamps. */
    public static KernelLog of(List<String> lines) {
        return new KernelLog(lines.stream().map(KernelLog::withoutTimestamp).toList());
    }

    private static String withoutTimestamp(String line) {
        return TIMESTAMP.matcher(line).replaceFirst("").stripTrailing();
    }

    public List<String> lines() {
        return lines;
    }

    /** Every line that starts with {@code prefix}, in order. */
    public List<String> startingWith(String prefix) {
        return lines.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    public Optional<String> firstStartingWith(String prefix) {
        return lines.stream().filter(line -> line.startsWith(prefix)).findFirst();
    }

    /** The indented lines that directly follow the heading; empty when there is no such heading. */
    public Optional<List<String>> under(String heading) {
        int at = lines.indexOf(heading);
        if (at < 0) {
            return Optional.empty();
        }
        Stream<String> after = lines.subList(at + 1, lines.size()).stream();
        return Optional.of(after.takeWhile(line -> line.startsWith("  ")).toList());
    }
}
