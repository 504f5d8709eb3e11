package io.numactor.machine.verify;

import io.numactor.machine.capture.KernelLog;
import io.numactor.mm.boot.input.Hmat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds lines of the kernel log against those that our boot prints. */
final class LogChecks {
    private static final String HMAT_VALUE = "acpi/hmat:   Initiator-Target[";

    /** Printed by every boot, and first: without it the head of the log is lost. */
    private static final String HEAD = "Command line: ";

    private final Optional<KernelLog> real;
    private final EmulatedBoot boot;

    LogChecks(Optional<KernelLog> log, EmulatedBoot boot) {
        this.real = log;
        this.boot = boot;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (LogGroup group : LogGroup.ALL) {
            group(group).ifPresent(checks::add);
            if (group.name().equals("page-flags")) {
                checks.add(section("zone-ranges", "Zone ranges:"));
                checks.add(section("movable-start", "Movable zone start for each node"));
                checks.add(section("early-node-ranges", "Early memory node ranges"));
            }
        }
        checks.add(order());
        checks.add(hmat());
        return checks;
    }

    private Optional<Check> group(LogGroup group) {
        List<String> printed = real.map(log -> group.of(boot(log))).orElse(List.of());
        List<String> emulated = group.of(boot.log().lines());
        if (printed.isEmpty() && (emulated.isEmpty() || isCut())) {
            return group.always()
                    ? Optional.of(Check.absent(group.name(), "no line of this kind in dmesg.txt"))
                    : Optional.empty();
        }
        return Optional.of(compared(group.name(), printed, emulated));
    }

    private boolean isCut() {
        return real.flatMap(log -> log.firstStartingWith(HEAD)).isEmpty();
    }

    /** What boot printed: memory hotplug prints some of it again. */
    private static List<String> boot(KernelLog log) {
        List<String> lines = new ArrayList<>();
        boolean built = false;
        for (String line : log.lines()) {
            boolean again = line.startsWith("Fallback order")
                    || line.startsWith("mminit::zonelist")
                    || line.startsWith("Built ")
                    || line.startsWith("Policy zone");
            if (!built || !again) {
                lines.add(line);
            }
            built |= line.startsWith("Policy zone");
        }
        return lines;
    }

    private Check section(String name, String heading) {
        Optional<List<String>> printed = real.flatMap(log -> log.under(heading));
        if (printed.isEmpty()) {
            return Check.absent(name, "no '" + heading + "' in dmesg.txt");
        }
        return compared(name, printed.get(), boot.log().under(heading).orElse(List.of()));
    }

    /** All of these lines in one sequence. */
    private Check order() {
        if (real.isEmpty() || isCut()) {
            return Check.absent("order-of-lines", "dmesg.txt has not the whole log");
        }
        return compared(
                "order-of-lines", known(boot(real.get())), known(boot.log().lines()));
    }

    private static List<String> known(List<String> log) {
        return log.stream()
                .filter(line -> LogGroup.ALL.stream()
                        .anyMatch(group -> group.has(line) && !group.name().equals("deferred-pages")))
                .map(LogGroup::comparable)
                .toList();
    }

    private static Check compared(String name, List<String> real, List<String> emulated) {
        Differences differences = new Differences();
        differences.compareLines(real, emulated);
        return differences.check(name, "lines");
    }

    /** HMAT's values as the kernel prints them when it reads the table. */
    private Check hmat() {
        List<String> printed = real.map(log -> log.startingWith(HMAT_VALUE)).orElse(List.of());
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
