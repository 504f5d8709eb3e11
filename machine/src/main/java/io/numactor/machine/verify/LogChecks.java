package io.numactor.machine.verify;

import io.numactor.machine.capture.KernelLog;
import io.numactor.mm.boot.Hmat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds lines of the kernel log against those that our boot prints. */
final class LogChecks {
    private static final String END_OF_FIRST_BUILD = "Policy zone: ";
    private static final String HMAT_VALUE = "acpi/hmat:   Initiator-Target[";

    private final Optional<KernelLog> real;
    private final Optional<KernelLog> whole;
    private final EmulatedBoot boot;

    LogChecks(Optional<KernelLog> log, EmulatedBoot boot) {
        this.whole = log;
        this.real = log.map(lines -> lines.until(END_OF_FIRST_BUILD)); // memory hotplug builds them anew
        this.boot = boot;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.add(lines("memory-map", "BIOS-e820: "));
        checks.add(lines("srat-cpus", "SRAT: PXM "));
        checks.add(lines("srat-memory", "ACPI: SRAT: Node "));
        checks.add(lines("numa-nodes", "NUMA: "));
        checks.add(lines("node-data", "NODE_DATA("));
        checks.add(section("zone-ranges", "Zone ranges:"));
        checks.add(section("movable-start", "Movable zone start for each node"));
        checks.add(section("early-node-ranges", "Early memory node ranges"));
        checks.add(lines("initmem", "Initmem setup node "));
        checks.add(lines("unavailable-ranges", "On node "));
        checks.add(lines("fallback-order", "Fallback order for Node "));
        checks.add(lines("zonelists", "mminit::zonelist "));
        checks.add(lines("total-pages", "Built "));
        checks.add(lines("policy-zone", END_OF_FIRST_BUILD));
        checks.add(hmat());
        return checks;
    }

    private Check lines(String name, String prefix) {
        List<String> printed = real.map(log -> log.startingWith(prefix)).orElse(List.of());
        if (printed.isEmpty()) {
            return Check.absent(name, "no line '" + prefix.strip() + " ...' in dmesg.txt");
        }
        return compared(name, printed, boot.log().startingWith(prefix));
    }

    private Check section(String name, String heading) {
        Optional<List<String>> printed = real.flatMap(log -> log.under(heading));
        if (printed.isEmpty()) {
            return Check.absent(name, "no '" + heading + "' in dmesg.txt");
        }
        return compared(name, printed.get(), boot.log().under(heading).orElse(List.of()));
    }

    private static Check compared(String name, List<String> real, List<String> emulated) {
        Differences differences = new Differences();
        differences.compareLines(real, emulated);
        return differences.check(name, "lines");
    }

    /** HMAT's values as the kernel prints them when it reads the table. */
    private Check hmat() {
        List<String> printed = whole.map(log -> log.startingWith(HMAT_VALUE)).orElse(List.of());
        if (printed.isEmpty()) {
            return Check.absent("hmat", "no HMAT values in dmesg.txt");
        }
        List<String> read = boot.machine().boot().hmat().stream()
                .flatMap(hmat -> hmat.accesses().stream())
                .map(LogChecks::hmatLine)
                .toList();
        return compared("hmat", printed, read);
    }

    private static String hmatLine(Hmat.Access access) {
        String unit = access.kind().compareTo(Hmat.Kind.WRITE_LATENCY) <= 0 ? " nsec" : " MB/s";
        return HMAT_VALUE + access.initiatorDomain() + "-" + access.targetDomain() + "]:" + access.value() + unit;
    }
}
