package io.numactor.machine.verify;

import io.numactor.machine.capture.Capture;
import io.numactor.mm.boot.e820.IoResource;
import io.numactor.mm.boot.input.SystemMap;
import java.util.List;
import java.util.regex.Pattern;

/** Holds /proc/iomem, as far as it is about memory, and the bounds of the kernel image against the emulated ones. */
final class AddressChecks {
    private static final Pattern ABOUT_MEMORY = Pattern.compile(
            ".* : (System RAM|Reserved|Soft Reserved|ACPI Tables|ACPI Non-volatile Storage|Unusable memory"
                    + "|Persistent Memory.*|RAM buffer|System ROM|Crash kernel|Kernel (code|rodata|data|bss))");

    private final Capture real;
    private final EmulatedBoot boot;

    AddressChecks(Capture real, EmulatedBoot boot) {
        this.real = real;
        this.boot = boot;
    }

    List<Check> all() {
        return List.of(iomem(), systemMap());
    }

    private Check iomem() {
        List<String> printed = real.iomem().orElse(List.of()).stream()
                .filter(line -> ABOUT_MEMORY.matcher(line).matches())
                .toList();
        boolean hidden = printed.stream().allMatch(line -> line.strip().startsWith("00000000-00000000"));
        if (printed.isEmpty() || hidden) {
            return Check.absent("iomem", "iomem.txt was not captured, or not by root");
        }
        return lines(
                "iomem",
                printed,
                boot.layout().iomem().stream().map(IoResource::toString).toList());
    }

    private Check systemMap() {
        List<String> emulated = SystemMap.lines(boot.machine().boot());
        List<String> printed = real.symbols().orElse(List.of()).stream()
                .filter(line -> emulated.stream().anyMatch(ours -> symbol(ours).equals(symbol(line))))
                .sorted()
                .toList();
        if (printed.isEmpty()) {
            return Check.absent("system-map", "kallsyms-sections.txt was not captured");
        }
        List<String> compared = emulated.stream()
                .filter(line -> printed.stream().anyMatch(other -> symbol(other).equals(symbol(line))))
                .sorted()
                .toList();
        return lines("system-map", printed, compared);
    }

    private static String symbol(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static Check lines(String name, List<String> printed, List<String> emulated) {
        Differences differences = new Differences();
        differences.compareLines(printed, emulated);
        return differences.check(name, "lines");
    }
}
