package io.numactor.machine.verify;

import io.numactor.machine.capture.KernelLog;
import io.numactor.machine.capture.MemInfo;
import io.numactor.mm.addr.AddressSpace;
import io.numactor.mm.addr.Ia32AddressSpace;
import io.numactor.mm.boot.AddressSpaces;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What only x86-32 kernels have to say: what they can map, what is HighMem, how large vmalloc is. */
final class Ia32Checks {
    private static final Pattern LOW_MEMORY = Pattern.compile(
            "[0-9]+MB (?:HIGHMEM|LOWMEM) available\\.|  (?:mapped )?low ram: .*|.*highmem (?:size|pages).*");
    private static final Pattern INITRD = Pattern.compile("(?:RAMDISK: |Allocated new RAMDISK: |Move RAMDISK from ).*");
    private static final Pattern RAM_END =
            Pattern.compile("(?:last_pfn = |initial memory mapped: |e820: (?:update|remove) ).*");
    private static final Pattern MEM_INIT =
            Pattern.compile("Initializing (?:HighMem|Movable) .*|Memory: .*|(?:Dentry cache|Inode-cache) hash table.*");

    private final Optional<KernelLog> log;
    private final Optional<MemInfo> memInfo;
    private final EmulatedBoot boot;

    Ia32Checks(Optional<KernelLog> log, Optional<MemInfo> memInfo, EmulatedBoot boot) {
        this.log = log;
        this.memInfo = memInfo;
        this.boot = boot;
    }

    List<Check> all() {
        return List.of(
                lines("ram-end", RAM_END),
                lines("low-memory", LOW_MEMORY),
                lines("initrd", INITRD),
                lines("mem-init", MEM_INIT),
                vmallocTotal(),
                totals());
    }

    private Check lines(String name, Pattern pattern) {
        Predicate<String> matches = pattern.asMatchPredicate();
        List<String> printed = log.map(KernelLog::lines).orElse(List.of()).stream()
                .filter(matches)
                .toList();
        if (printed.isEmpty()) {
            return Check.absent(name, "no such line in dmesg.txt");
        }
        Differences differences = new Differences();
        differences.compareLines(
                printed, boot.log().lines().stream().filter(matches).toList());
        return differences.check(name, "lines");
    }

    private Check vmallocTotal() {
        Optional<Long> real = memInfo.flatMap(info -> info.find("VmallocTotal"));
        if (real.isEmpty()) {
            return Check.absent("vmalloc-total", "no VmallocTotal in meminfo.txt");
        }
        AddressSpace space = AddressSpaces.of(boot.machine().boot(), boot.layout());
        Differences differences = new Differences();
        differences.compare(
                "VmallocTotal kB", real.get(), space instanceof Ia32AddressSpace ia32 ? ia32.vmallocBytes() >> 10 : 0L);
        return differences.check("vmalloc-total", "value");
    }

    /** Within 1 %: how many pages early boot takes is known for the kernels that were measured. */
    private Check totals() {
        if (memInfo.flatMap(info -> info.find("LowTotal")).isEmpty()) {
            return Check.absent("low-high-total", "no LowTotal in meminfo.txt");
        }
        Differences differences = new Differences();
        compare(differences, "LowTotal", managed(type -> type.compareTo(ZoneType.NORMAL) <= 0));
        compare(differences, "HighTotal", managed(type -> type.compareTo(ZoneType.NORMAL) > 0));
        return differences.check("low-high-total", "values");
    }

    private void compare(Differences differences, String name, long pages) {
        long real = memInfo.flatMap(info -> info.find(name)).orElse(0L);
        long ours = pages << 2;
        boolean close = Math.abs(real - ours) * 100 <= real;
        differences.compare(name + " kB", real, close ? real : ours);
    }

    private long managed(Predicate<ZoneType> which) {
        return boot.onlineNodes().stream()
                .flatMap(node -> node.zones().stream())
                .filter(zone -> which.test(zone.type()))
                .flatMap(Ia32Checks::managed)
                .mapToLong(PfnRange::pages)
                .sum();
    }

    private static Stream<PfnRange> managed(ZoneLayout zone) {
        return Stream.concat(zone.free().stream(), zone.freedLater().stream());
    }
}
