package io.numactor.machine.acpi;

import io.numactor.mm.boot.input.Hmat;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an HMAT of revision 2. Each initiator's values of one kind become one structure, or one a value where they
 * have no common base unit that leaves all entries below 65535, so that reading gives the same values in the same
 * order.
 */
public final class HmatWriter {
    private static final long PICOSECONDS = 1000;
    private static final long MAX_ENTRY = 0xfffe;

    private HmatWriter() {}

    /** The table that {@link HmatTable#read} reads as {@code hmat}. */
    public static byte[] write(Hmat hmat) {
        TableWriter out = new TableWriter("HMAT", 2).u32(0);
        List<Hmat.Access> run = new ArrayList<>();
        for (Hmat.Access access : hmat.accesses()) {
            if (!run.isEmpty() && !sameRow(run.get(0), access)) {
                row(out, run);
                run.clear();
            }
            run.add(access);
        }
        row(out, run);
        return out.table();
    }

    private static boolean sameRow(Hmat.Access one, Hmat.Access other) {
        return one.kind() == other.kind() && one.initiatorDomain() == other.initiatorDomain();
    }

    private static void row(TableWriter out, List<Hmat.Access> row) {
        long unit = row.stream().mapToLong(HmatWriter::raw).reduce(0, HmatWriter::greatestCommonDivisor);
        if (row.stream().allMatch(access -> raw(access) / unit <= MAX_ENTRY)) {
            structure(out, row, unit);
        } else {
            row.forEach(access -> structure(out, List.of(access), raw(access)));
        }
    }

    private static void structure(TableWriter out, List<Hmat.Access> row, long unit) {
        if (row.isEmpty()) {
            return;
        }
        out.u16(1).u16(0).u32(32 + 4 + 6L * row.size());
        out.u8(0)
                .u8(List.of(Hmat.Kind.values()).indexOf(row.get(0).kind()))
                .u8(0)
                .u8(0);
        out.u32(1).u32(row.size()).u32(0).u64(unit);
        out.u32(row.get(0).initiatorDomain());
        row.forEach(access -> out.u32(access.targetDomain()));
        row.forEach(access -> out.u16((int) (raw(access) / unit)));
    }

    private static long raw(Hmat.Access access) {
        return HmatTable.isLatency(access.kind()) ? access.value() * PICOSECONDS : access.value();
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
