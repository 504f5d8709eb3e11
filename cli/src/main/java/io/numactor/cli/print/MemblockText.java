package io.numactor.cli.print;

import io.numactor.api.v1.Memblock;
import io.numactor.api.v1.MemblockRegion;
import io.numactor.api.v1.MemblockReservation;
import io.numactor.api.v1.Phases;
import java.util.List;
import java.util.Locale;

/** The early allocator, in the form in which {@code memblock=debug} prints it (6.1), and what was taken for what. */
final class MemblockText {
    private static final int KIB = 1024;

    private MemblockText() {}

    static String print(Phases phases) {
        Memblock memblock = phases.getMemblock();
        StringBuilder text = new StringBuilder("MEMBLOCK configuration:\n");
        line(
                text,
                " memory size = 0x%016x reserved size = 0x%016x",
                bytes(memblock.getMemoryList()),
                bytes(memblock.getReservedList()));
        regions(text, "memory", memblock.getMemoryList());
        regions(text, "reserved", memblock.getReservedList());
        return text.append('\n').append(reservations(memblock)).toString();
    }

    private static void regions(StringBuilder text, String name, List<MemblockRegion> regions) {
        line(text, " %s.cnt  = 0x%x", name, regions.size());
        for (int i = 0; i < regions.size(); i++) {
            MemblockRegion region = regions.get(i);
            String node = region.hasNode() ? " on node " + region.getNode() : "";
            line(
                    text,
                    " %s[0x%x]\t[0x%016x-0x%016x], 0x%016x bytes%s flags: 0x%x",
                    name,
                    i,
                    region.getStart(),
                    region.getEnd() - 1,
                    bytes(region),
                    node,
                    region.getHotPluggable() ? 1 : 0);
        }
    }

    private static String reservations(Memblock memblock) {
        TextTable table = new TextTable("RESERVED FOR", "FROM", "TO", ">KIB");
        for (MemblockReservation taken : memblock.getReservationsList()) {
            MemblockRegion range = taken.getRange();
            table.row(taken.getWhat(), hex(range.getStart()), hex(range.getEnd() - 1), (bytes(range) + KIB - 1) / KIB);
        }
        return table.text();
    }

    private static long bytes(List<MemblockRegion> regions) {
        return regions.stream().mapToLong(MemblockText::bytes).sum();
    }

    private static long bytes(MemblockRegion region) {
        return region.getEnd() - region.getStart();
    }

    private static String hex(long address) {
        return String.format(Locale.ROOT, "0x%09x", address);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
