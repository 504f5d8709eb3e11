package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/meminfo}: KiB by name; lines without a unit are left out. */
public record MemInfo(Map<String, Long> kib) {
    private static final Pattern LINE = Pattern.compile("(\\S+): +([0-9]{1,15}) kB");

    public MemInfo {
        kib = Map.copyOf(kib);
    }

    /**
     * Reads the file.
     *
     * @throws io.numactor.machine.MachineRefused when there is no such line in it
     */
    public static MemInfo parse(SourceFile source) {
        Map<String, Long> kib = new LinkedHashMap<>();
        for (String line : source.lines()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                kib.put(matcher.group(1), Long.valueOf(matcher.group(2)));
            }
        }
        if (kib.isEmpty()) {
            throw source.refuse("has no line 'Name: 123 kB'");
        }
        return new MemInfo(kib);
    }

    public Optional<Long> find(String name) {
        return Optional.ofNullable(kib.get(name));
    }
}
