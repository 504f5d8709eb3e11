package io.numactor.machine.verify;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines of the boot log that belong together.
 *
 * @param name of the check
 * @param pattern what their beginnings match
 * @param always whether every boot prints some
 */
record LogGroup(String name, Pattern pattern, boolean always) {
    private static final Pattern END_IN_PAGE = Pattern.compile("-(0x[0-9a-f]+)[0-9a-f]{3}\\]");
    private static final Pattern MILLIS = Pattern.compile(" in [0-9]+ms$");

    /** All of them, in the order in which they are first printed. */
    static final List<LogGroup> ALL = List.of(
            always("memory-map", "BIOS-provided physical|BIOS-e820: "),
            sometimes("user-map", "user-defined physical|user: "),
            always("e820-changes", "e820: update |e820: remove "),
            always("last-pfn", "last_pfn = "),
            sometimes("log-buffer", "printk: log_buf_len: "),
            sometimes("ramdisk", "RAMDISK: |Allocated new RAMDISK: |Move RAMDISK "),
            sometimes("srat-cpus", "SRAT: PXM "),
            sometimes("srat-memory", "ACPI: SRAT: Node "),
            always(
                    "numa-nodes",
                    "NUMA: |NUMA turned off|No NUMA conf|Faking a? ?node|Fake node size|Not enough memory for each|ACPI: SLIT table"),
            always("node-data", " *NODE_DATA\\("),
            sometimes("crash-kernel", "Reserving [0-9]+MB|crashkernel reservation|Cannot reserve [0-9]+MB crash"),
            sometimes("mirror", "This configuration results in unmirrored"),
            sometimes("page-flags", "mminit::pageflags"),
            always("initmem", "Initmem setup node |Initializing node |mminit::memmap_init "),
            always("unavailable-ranges", "On node [0-9]+, zone "),
            always("nosave", "PM: hibernation: Registered nosave"),
            always("pci-gap", "\\[mem 0x[0-9a-f]+-0x[0-9a-f]+\\] available for PCI|Cannot find an available gap"),
            always("per-cpu", "smpboot: Allowing |setup_percpu: |percpu: |pcpu-alloc: "),
            always("fallback-order", "Fallback order for Node "),
            always("zonelists", "mminit::zonelist "),
            always("total-pages", "Built "),
            always("policy-zone", "Policy zone: "),
            always("hash-tables", "Dentry cache hash|Inode-cache hash"),
            always("memory-line", "Memory: [0-9]"),
            sometimes("numa-balancing", "mempolicy: "),
            sometimes("deferred-pages", "node [0-9]+ deferred pages "),
            always("memory-block", "x86/mm: Memory block size"),
            always("ram-buffers", "e820: reserve RAM buffer"),
            sometimes("bounce-buffers", "software IO TLB: |PCI-DMA: "),
            always("freed-late", "Freeing .* memory: |Write protecting the kernel"));

    private static LogGroup always(String name, String pattern) {
        return new LogGroup(name, Pattern.compile(pattern), true);
    }

    private static LogGroup sometimes(String name, String pattern) {
        return new LogGroup(name, Pattern.compile(pattern), false);
    }

    boolean has(String line) {
        return pattern.matcher(line).lookingAt();
    }

    /** The group's lines; how long nodes took, and hence which was first, is chance. */
    List<String> of(List<String> log) {
        List<String> lines =
                log.stream().filter(this::has).map(LogGroup::comparable).toList();
        return name.equals("deferred-pages") ? lines.stream().sorted().toList() : lines;
    }

    /** Without times; a moved ramdisk's last page whole, as the inputs know it. */
    static String comparable(String line) {
        if (line.contains("new RAMDISK: ") || line.startsWith("Move RAMDISK ")) {
            return END_IN_PAGE.matcher(line).replaceAll("-$1fff]");
        }
        return MILLIS.matcher(line).replaceFirst("");
    }
}
