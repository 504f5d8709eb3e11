package io.numactor.machine.acpi;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.Srat;
import java.util.ArrayList;
import java.util.List;

/**
 * The System Resource Affinity Table in binary (ACPI 6.4, 5.2.16). Disabled entries and entries of other
 * architectures are skipped, as x86 Linux does.
 */
public final class SratTable {
    private static final int FIRST_ENTRY = 48;
    private static final int CPU = 0;
    private static final int MEMORY = 1;
    private static final int X2APIC = 2;
    private static final int GENERIC_INITIATOR = 5;
    private static final int ENABLED = 1;
    private static final int HOT_PLUGGABLE = 2;
    private static final int NON_VOLATILE = 4;
    private static final int MAX_XAPIC_ID = 254;

    private final TableBytes table;
    private final List<Srat.Initiator> initiators = new ArrayList<>();
    private final List<Srat.Memory> memory = new ArrayList<>();

    private SratTable(TableBytes table) {
        this.table = table;
    }

    /**
     * Reads a table.
     *
     * @throws io.numactor.machine.MachineRefused with the offset, when anything about it is wrong
     */
    public static Srat read(SourceFile source) {
        SratTable srat = new SratTable(TableBytes.checked(source, "SRAT"));
        srat.table.need(TableBytes.HEADER_BYTES, FIRST_ENTRY - TableBytes.HEADER_BYTES, "SRAT's header");
        for (int at = FIRST_ENTRY; at < srat.table.length(); ) {
            at += srat.entry(at);
        }
        return new Srat(srat.initiators, srat.memory);
    }

    /** The table that {@link #read} reads as {@code srat}. */
    public static byte[] write(Srat srat) {
        TableWriter out = new TableWriter("SRAT", 3).u32(1).u64(0);
        srat.initiators().forEach(initiator -> writeInitiator(out, initiator));
        srat.memory().forEach(range -> writeMemory(out, range));
        return out.table();
    }

    private int entry(int at) {
        table.need(at, 2, "an SRAT entry");
        int type = table.u8(at);
        int length = table.u8(at + 1);
        if (length < 2) {
            throw table.refuse(at + 1, "an entry of length " + length + "; at least 2");
        }
        table.need(at, length, "SRAT entry of type " + type);
        if (length < bytesOf(type)) {
            throw table.refuse(at + 1, "an entry of type " + type + " has " + bytesOf(type) + " bytes, not " + length);
        }
        take(type, at);
        return length;
    }

    private static int bytesOf(int type) {
        return switch (type) {
            case CPU -> 16;
            case MEMORY -> 40;
            case X2APIC -> 24;
            case GENERIC_INITIATOR -> 32;
            default -> 2;
        };
    }

    private void take(int type, int at) {
        switch (type) {
            case CPU -> cpu(at);
            case MEMORY -> memory(at);
            case X2APIC -> x2apic(at);
            case GENERIC_INITIATOR -> genericInitiator(at);
            default -> {}
        }
    }

    private boolean enabled(int flagsAt) {
        return (table.u32(flagsAt) & ENABLED) != 0;
    }

    private void cpu(int at) {
        if (enabled(at + 4)) {
            long domain = table.u8(at + 2);
            if (table.revision() >= 2) {
                domain |= (table.u32(at + 8) >>> 8) << 8;
            }
            initiator(at, domain, table.u8(at + 3));
        }
    }

    private void x2apic(int at) {
        if (enabled(at + 12)) {
            int apicId = table.bounded(at + 8, table.u32(at + 8), Integer.MAX_VALUE, "APIC id");
            initiator(at, table.u32(at + 4), apicId);
        }
    }

    private void genericInitiator(int at) {
        if (enabled(at + 24)) {
            initiator(at, table.u32(at + 4), Srat.Initiator.NOT_A_CPU);
        }
    }

    private void initiator(int at, long domain, int apicId) {
        if (initiators.size() == Limits.MAX_CPUS + Limits.MAX_NODES) {
            throw table.refuse(at, "more than " + initiators.size() + " CPUs and initiators");
        }
        initiators.add(new Srat.Initiator(domain(at, domain), apicId));
    }

    private int domain(int at, long domain) {
        return table.bounded(at, domain, Limits.MAX_NODES - 1, "proximity domain");
    }

    private void memory(int at) {
        long flags = table.u32(at + 28);
        if ((flags & ENABLED) == 0) {
            return;
        }
        if (memory.size() == Limits.MAX_RANGES) {
            throw table.refuse(at, "more than " + Limits.MAX_RANGES + " memory entries");
        }
        long domain = table.revision() >= 2 ? table.u32(at + 2) : table.u8(at + 2);
        long start = table.u64(at + 8, Limits.MAX_ADDRESS, "base address");
        long bytes = table.u64(at + 16, Limits.MAX_ADDRESS - start, "length");
        memory.add(new Srat.Memory(
                domain(at, domain), start, start + bytes, (flags & HOT_PLUGGABLE) != 0, (flags & NON_VOLATILE) != 0));
    }

    private static void writeInitiator(TableWriter out, Srat.Initiator initiator) {
        int domain = initiator.domain();
        if (!initiator.isCpu()) {
            out.u8(GENERIC_INITIATOR).u8(32).u8(0).u8(0).u32(domain).zeros(16).u32(ENABLED);
            out.u32(0);
        } else if (initiator.apicId() <= MAX_XAPIC_ID) {
            out.u8(CPU).u8(16).u8(domain).u8(initiator.apicId()).u32(ENABLED);
            out.u8(0).u8(domain >>> 8).u16(domain >>> 16).u32(0);
        } else {
            out.u8(X2APIC).u8(24).u16(0).u32(domain).u32(initiator.apicId());
            out.u32(ENABLED).u32(0).u32(0);
        }
    }

    private static void writeMemory(TableWriter out, Srat.Memory range) {
        int flags = ENABLED | (range.hotPluggable() ? HOT_PLUGGABLE : 0) | (range.nonVolatile() ? NON_VOLATILE : 0);
        out.u8(MEMORY).u8(40).u32(range.domain()).u16(0);
        out.u64(range.start()).u64(range.end() - range.start());
        out.u32(0).u32(flags).u64(0);
    }
}
