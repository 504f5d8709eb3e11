package io.numactor.machine.yaml;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.MemoryMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a PC puts its memory, as QEMU's {@code pc} machine does (read off captured memory maps): the BIOS hole below
 * 1 MiB, memory up to 3 GiB (or all of it, when there is less than 3.5 GiB) less 128 KiB for ACPI tables, the hole for PCI,
 * and the rest from 4 GiB up.
 */
record PcMemory(long totalBytes) {
    private static final long LOW_MEMORY_END = 0xa0000;
    private static final long EBDA = 0x9fc00;
    private static final long BIOS_START = 0xf0000;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long ACPI_BYTES = 0x20000;
    private static final long FLASH_START = 0xfffc0000L;
    private static final long HYPERTRANSPORT_START = 0xfd00000000L;
    private static final long HYPERTRANSPORT_END = 0x10000000000L;

    /** Where memory below 4 GiB ends. */
    long lowEnd() {
        return totalBytes >= 7 * GIB / 2 ? 3 * GIB : totalBytes;
    }

    /** Where memory above 4 GiB starts: behind the HyperTransport hole when it would run into that. */
    long highStart() {
        boolean intoHole = 4 * GIB + totalBytes - lowEnd() > HYPERTRANSPORT_START;
        return intoHole ? HYPERTRANSPORT_END : 4 * GIB;
    }

    MemoryMap map() {
        List<MemoryMap.Entry> entries = new ArrayList<>();
        entries.add(new MemoryMap.Entry(0, EBDA, MemoryMap.Type.USABLE));
        entries.add(new MemoryMap.Entry(EBDA, LOW_MEMORY_END, MemoryMap.Type.RESERVED));
        entries.add(new MemoryMap.Entry(BIOS_START, MIB, MemoryMap.Type.RESERVED));
        entries.add(new MemoryMap.Entry(MIB, lowEnd() - ACPI_BYTES, MemoryMap.Type.USABLE));
        entries.add(new MemoryMap.Entry(lowEnd() - ACPI_BYTES, lowEnd(), MemoryMap.Type.RESERVED));
        entries.add(new MemoryMap.Entry(FLASH_START, 4 * GIB, MemoryMap.Type.RESERVED));
        if (highStart() == 4 * GIB) {
            addHigh(entries);
        }
        entries.add(new MemoryMap.Entry(HYPERTRANSPORT_START, HYPERTRANSPORT_END, MemoryMap.Type.RESERVED));
        if (highStart() != 4 * GIB) {
            addHigh(entries);
        }
        return new MemoryMap(entries);
    }

    private void addHigh(List<MemoryMap.Entry> entries) {
        if (totalBytes > lowEnd()) {
            long start = highStart();
            entries.add(new MemoryMap.Entry(start, start + totalBytes - lowEnd(), MemoryMap.Type.USABLE));
        }
    }

    /** Where the bytes [from, to) of the machine's memory lie, as SRAT names them: without the BIOS hole. */
    List<ByteRange> ranges(long from, long to) {
        List<ByteRange> ranges = new ArrayList<>();
        add(ranges, from, Math.min(to, LOW_MEMORY_END), 0);
        add(ranges, Math.max(from, MIB), Math.min(to, lowEnd()), 0);
        add(ranges, Math.max(from, lowEnd()), to, highStart() - lowEnd());
        return ranges;
    }

    private static void add(List<ByteRange> ranges, long from, long to, long shift) {
        if (from < to) {
            ranges.add(new ByteRange(from + shift, to + shift));
        }
    }
}
