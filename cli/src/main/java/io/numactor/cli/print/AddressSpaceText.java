package io.numactor.cli.print;

import io.numactor.api.v1.AddressRegion;
import io.numactor.api.v1.AddressSpace;
import io.numactor.api.v1.AddressSymbol;
import io.numactor.api.v1.FixmapSlots;
import io.numactor.api.v1.PageTables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The kernel's virtual address space, drawn from the highest address down, as books draw it. */
final class AddressSpaceText {
    private static final int WIDTH = 34;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private AddressSpaceText() {}

    static String print(AddressSpace space) {
        StringBuilder text = new StringBuilder(heading(space));
        Map<Long, String> names = names(space);
        List<AddressRegion> regions = new ArrayList<>(space.getRegionsList());
        Collections.reverse(regions);
        for (AddressRegion region : regions) {
            draw(text, space, region, names);
        }
        text.append(rule()).append("  ").append(hex(space, 0)).append('\n');
        if (space.getFixmapCount() > 0) {
            text.append('\n').append(tables(space.getPageTables())).append('\n').append(fixmap(space));
        }
        return text.toString();
    }

    private static String heading(AddressSpace space) {
        return space.getArchitecture()
                + (space.getSplit().isEmpty() ? "" : ", user space to kernel " + space.getSplit())
                + ":\n";
    }

    private static Map<Long, String> names(AddressSpace space) {
        return space.getSymbolsList().stream()
                .collect(Collectors.toMap(
                        AddressSymbol::getAddress,
                        AddressSymbol::getName,
                        (one, other) -> one + ", " + other,
                        TreeMap::new));
    }

    /** A region's upper rule with its last address, and its name and size; its start is the next one's rule. */
    private static void draw(StringBuilder text, AddressSpace space, AddressRegion region, Map<Long, String> names) {
        String symbol = names.getOrDefault(region.getStart(), "");
        text.append(rule()).append("  ").append(hex(space, region.getLast())).append('\n');
        text.append(String.format(
                        Locale.ROOT,
                        "| %-" + (WIDTH - 4) + "s |  %s%s",
                        region.getName(),
                        size(region),
                        symbol.isEmpty() ? "" : ", from " + symbol + " " + hex(space, region.getStart())))
                .append('\n');
    }

    private static String rule() {
        return "+" + "-".repeat(WIDTH - 2) + "+";
    }

    private static String hex(AddressSpace space, long address) {
        return String.format(Locale.ROOT, "0x%0" + space.getDigits() + "x", address);
    }

    /** Rounded down to a tenth of the largest unit that fits. */
    private static String size(AddressRegion region) {
        long bytes = region.getLast() - region.getStart() + 1;
        if (bytes <= 0) {
            return "16 EiB less both halves";
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        long whole = bytes >>> (10 * unit);
        long rest = unit == 0 ? 0 : ((bytes >>> (10 * (unit - 1))) & 1023) * 10 / 1024;
        return whole + (rest == 0 ? " " : "." + rest + " ") + UNITS[unit];
    }

    private static String tables(PageTables tables) {
        TextTable table = new TextTable("PAGE TABLES", ">NUMBER", "FOR");
        long mib = tables.getLargePageBytes() >> 20;
        table.row("large pages", tables.getLargePages(), "the direct mapping, " + mib + " MiB each");
        table.row("page tables", tables.getDirectTables(), "the direct mapping");
        table.row("page middle directories", tables.getMiddleDirectories(), "the kernel's GiBs (PAE)");
        table.row("page tables", tables.getFixmapTables(), "the fixmap, empty until set_fixmap");
        table.row("page tables", tables.getKmapTables(), "persistent mappings, empty until kmap");
        table.row("pages in all", tables.getPages(), "taken from early memory");
        return table.text();
    }

    private static String fixmap(AddressSpace space) {
        TextTable table = new TextTable("FIXMAP", ">FIRST", ">SLOTS", "FROM", "KEPT");
        for (FixmapSlots slots : space.getFixmapList()) {
            table.row(
                    slots.getName(),
                    slots.getFirst(),
                    slots.getCount(),
                    hex(space, slots.getAddress()),
                    slots.getPermanent() ? "yes" : "while booting");
        }
        return table.text();
    }
}
