package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A kernel log without its timestamps and without blanks at the ends of lines. */
public final class KernelLog {
    private static final Pattern TIMESTAMP = Pattern.compile("^(?:<[0-9]{1,4}>)?\\[ *[0-9]+\\.[0-9]+\\] ?");
    private static final Pattern FREEING = Pattern.compile("Freeing (.+) memory: ([0-9]{1,12})K");

    private final List<String> lines;

    private KernelLog(List<String> lines) {
        this.lines = lines;
    }

    /**
     * One {@code Freeing ... memory: NK} line.
     *
     * @param what {@code initrd}, {@code unused kernel image (initmem)}, {@code SMP alternatives} ...
     */
    public record Freed(String what, long kib) {}

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

    /** The log up to and with the first line that starts with {@code prefix}; all of it when there is none. */
    public KernelLog until(String prefix) {
        List<String> head = new ArrayList<>();
        for (String line : lines) {
            head.add(line);
            if (line.startsWith(prefix)) {
                break;
            }
        }
        return new KernelLog(head);
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

    /** What was returned to the page allocator once it ran, in order. */
    public List<Freed> freed() {
        return lines.stream()
                .map(FREEING::matcher)
                .filter(Matcher::matches)
                .map(line -> new Freed(line.group(1), Long.parseLong(line.group(2))))
                .toList();
    }
}
