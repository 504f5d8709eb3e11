package io.numactor.mm.boot.e820;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.kernel.KernelVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class E820TableTest {
    private static E820Table table(Entry... entries) {
        return E820Table.of(new MemoryMap(List.of(entries)));
    }

    @Test
    void sortsAndJoinsNeighboursOfOneType() {
        assertThat(table(
                                new Entry(0x2000, 0x3000, MemoryMap.Type.USABLE),
                                new Entry(0x5000, 0x6000, MemoryMap.Type.RESERVED),
                                new Entry(0x1000, 0x2000, MemoryMap.Type.USABLE))
                        .entries())
                .containsExactly(
                        new Entry(0x1000, 0x3000, MemoryMap.Type.USABLE),
                        new Entry(0x5000, 0x6000, MemoryMap.Type.RESERVED));
    }

    @Test
    void resolvesOverlapsTowardsTheHigherTypeNumber() {
        assertThat(table(
                                new Entry(0x1000, 0x9000, MemoryMap.Type.USABLE),
                                new Entry(0x3000, 0x6000, MemoryMap.Type.RESERVED),
                                new Entry(0x5000, 0x7000, MemoryMap.Type.ACPI_NVS))
                        .entries())
                .containsExactly(
                        new Entry(0x1000, 0x3000, MemoryMap.Type.USABLE),
                        new Entry(0x3000, 0x5000, MemoryMap.Type.RESERVED),
                        new Entry(0x5000, 0x7000, MemoryMap.Type.ACPI_NVS),
                        new Entry(0x7000, 0x9000, MemoryMap.Type.USABLE));
    }

    @Test
    void takesSoftReservedForTheHighestNumber() {
        assertThat(table(
                                new Entry(0x1000, 0x3000, MemoryMap.Type.SOFT_RESERVED),
                                new Entry(0x3000, 0x4000, MemoryMap.Type.SOFT_RESERVED),
                                new Entry(0x3800, 0x5000, MemoryMap.Type.PERSISTENT))
                        .entries())
                .as("and never joins it")
                .startsWith(new Entry(0x1000, 0x3000, MemoryMap.Type.SOFT_RESERVED))
                .endsWith(new Entry(0x4000, 0x5000, MemoryMap.Type.PERSISTENT));
    }

    @Test
    void reservesPageZeroAndDropsTheHoleForVideo() {
        E820Table table = table(
                new Entry(0, 0x100000, MemoryMap.Type.USABLE), new Entry(0x100000, 0x200000, MemoryMap.Type.USABLE));
        BootLog log = new BootLog(KernelVersion.V6_1);
        table.update(0, 0x1000, MemoryMap.Type.USABLE, MemoryMap.Type.RESERVED, log);
        table.remove(0xa0000, 0x100000, MemoryMap.Type.USABLE, log);
        table.sanitize();
        assertThat(table.entries())
                .containsExactly(
                        new Entry(0, 0x1000, MemoryMap.Type.RESERVED),
                        new Entry(0x1000, 0xa0000, MemoryMap.Type.USABLE),
                        new Entry(0x100000, 0x200000, MemoryMap.Type.USABLE));
        assertThat(log.lines())
                .containsExactly(
                        "e820: update [mem 0x00000000-0x00000fff] usable ==> reserved",
                        "e820: remove [mem 0x000a0000-0x000fffff] usable");
    }

    @Test
    void findsTheEndOfMemory() {
        E820Table table = table(
                new Entry(0x100000, 0xbffdf000L, MemoryMap.Type.USABLE),
                new Entry(0x100000000L, 0x1c0000000L, MemoryMap.Type.USABLE),
                new Entry(0xfd00000000L, 0x10000000000L, MemoryMap.Type.RESERVED));
        BootLog log = new BootLog(KernelVersion.V6_1);
        assertThat(table.endOfRamPfn(E820Table.MAX_ARCH_PFN, log)).isEqualTo(0x1c0000);
        assertThat(table.endOfRamPfn(E820Table.MAX_DMA32_PFN, log)).isEqualTo(0xbffdf);
        assertThat(log.lines())
                .containsExactly(
                        "last_pfn = 0x1c0000 max_arch_pfn = 0x400000000",
                        "last_pfn = 0xbffdf max_arch_pfn = 0x400000000");
    }
}
