package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code sysctl-vm.txt}: {@code name=value} a line. */
public final class SysctlFile {
    private final Map<String, String> values;

    private SysctlFile(Map<String, String> values) {
        this.values = values;
    }

    public static SysctlFile parse(SourceFile source) {
        return new SysctlFile(source.lines().stream()
                .map(line -> line.split("=", 2))
                .filter(line -> line.length == 2)
                .collect(Collectors.toMap(line -> line[0], line -> line[1], (first, again) -> first)));
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
