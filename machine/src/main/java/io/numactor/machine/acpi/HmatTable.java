package io.numactor.machine.acpi;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.Hmat;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Heterogeneous Memory Attribute Table (ACPI 6.4, 5.2.27): latencies become nanoseconds and bandwidths MB/s
 * by the rules of the table's revision, as Linux 6.1 applies them. What is said of caches is left out.
 */
public final class HmatTable {
    private static final int FIRST_STRUCTURE = 40;
    private static final int LOCALITY = 1;
    private static final int LOCALITY_BYTES = 32;
    private static final int NO_VALUE = 0xffff;

    private final TableBytes table;
    private final List<Hmat.Access> accesses = new ArrayList<>();

    private HmatTable(TableBytes table) {
        this.table = table;
    }

    /**
     * Reads a table.
     *
     * @throws io.numactor.machine.MachineRefused with the offset, when anything about it is wrong
     */
    public static Hmat read(SourceFile source) {
        HmatTable hmat = new HmatTable(TableBytes.checked(source, "HMAT"));
        hmat.table.need(TableBytes.HEADER_BYTES, FIRST_STRUCTURE - TableBytes.HEADER_BYTES, "HMAT's header");
        if (hmat.table.revision() != 1 && hmat.table.revision() != 2) {
            throw hmat.table.refuse(8, "revision " + hmat.table.revision() + " is not known; known: 1 and 2");
        }
        for (int at = FIRST_STRUCTURE; at < hmat.table.length(); ) {
            at += hmat.structure(at);
        }
        return new Hmat(hmat.accesses);
    }

    private int structure(int at) {
        table.need(at, 8, "an HMAT structure");
        int length = table.bounded(at + 4, table.u32(at + 4), table.length() - at, "structure length");
        if (length < 8) {
            throw table.refuse(at + 4, "a structure of length " + length + "; at least 8");
        }
        if (table.u16(at) == LOCALITY) {
            locality(at, length);
        }
        return length;
    }

    private void locality(int at, int length) {
        if (length < LOCALITY_BYTES) {
            throw table.refuse(at + 4, "a locality structure has " + LOCALITY_BYTES + " bytes or more, not " + length);
        }
        int initiators = table.bounded(at + 12, table.u32(at + 12), Limits.MAX_NODES, "number of initiators");
        int targets = table.bounded(at + 16, table.u32(at + 16), Limits.MAX_NODES, "number of targets");
        long needed = LOCALITY_BYTES + 4L * (initiators + targets) + 2L * initiators * targets;
        if (length < needed) {
            throw table.refuse(
                    at + 4, initiators + " x " + targets + " values need " + needed + " bytes, not " + length);
        }
        boolean ofMemory = (table.u8(at + 8) & 0xf) == 0;
        if (ofMemory) {
            values(at, kind(at + 9), initiators, targets);
        }
    }

    private Hmat.Kind kind(int at) {
        Hmat.Kind[] kinds = Hmat.Kind.values();
        return kinds[table.bounded(at, table.u8(at), kinds.length - 1, "data type")];
    }

    private void values(int at, Hmat.Kind kind, int initiators, int targets) {
        long unit = table.u64(at + 24, Long.MAX_VALUE / NO_VALUE, "base unit");
        int targetsAt = at + LOCALITY_BYTES + 4 * initiators;
        int entryAt = targetsAt + 4 * targets;
        for (int i = 0; i < initiators; i++) {
            int from = domain(at + LOCALITY_BYTES + 4 * i);
            for (int t = 0; t < targets; t++, entryAt += 2) {
                value(entryAt, kind, from, domain(targetsAt + 4 * t), unit);
            }
        }
    }

    private int domain(int at) {
        return table.bounded(at, table.u32(at), Limits.MAX_NODES - 1, "proximity domain");
    }

    private void value(int at, Hmat.Kind kind, int from, int to, long unit) {
        int entry = table.u16(at);
        long value = entry == NO_VALUE ? 0 : inUnits(kind, entry * unit);
        if (value == 0) {
            return;
        }
        if (accesses.size() == Limits.MAX_HMAT_VALUES) {
            throw table.refuse(at, "more than " + Limits.MAX_HMAT_VALUES + " values");
        }
        accesses.add(new Hmat.Access(kind, from, to, value));
    }

    /** Nanoseconds or MB/s; 0: no value. */
    private long inUnits(Hmat.Kind kind, long raw) {
        if (table.revision() == 1) {
            return raw < 10 ? 0 : roundedUp(raw, 10);
        }
        return isLatency(kind) ? roundedUp(raw, 1000) : raw;
    }

    static boolean isLatency(Hmat.Kind kind) {
        return kind.compareTo(Hmat.Kind.WRITE_LATENCY) <= 0;
    }

    private static long roundedUp(long value, long divisor) {
        return value / divisor + (value % divisor == 0 ? 0 : 1);
    }
}
