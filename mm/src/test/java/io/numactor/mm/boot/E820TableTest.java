package io.numactor.mm.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.MemoryMap.Entry;
import io.numactor.mm.boot.MemoryMap.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class E820TableTest {
    private static E820Table table(Entry... entries) {
        return E820Table.of(new MemoryMap(List.of(entries)));
    }

    @Test
    void sortsAndJoinsNeighboursOfOneType() {
        assertThat(table(
                                new Entry(0x2000, 0x3000, Type.USABLE),
                                new Entry(0x5000, 0x6000, Type.RESERVED),
                                new Entry(0x1000, 0x2000, Type.USABLE))
                        .entries())
                .containsExactly(new Entry(0x1000, 0x3000, Type.USABLE), new Entry(0x5000, 0x6000, Type.RESERVED));
    }

    @Test
    void resolvesOverlapsTowardsTheHigherTypeNumber() {
        assertThat(table(
                                new Entry(0x1000, 0x9000, Type.USABLE),
                                new Entry(0x3000, 0x6000, Type.RESERVED),
                                new Entry(0x5000, 0x7000, Type.ACPI_NVS))
                        .entries())
                .containsExactly(
                        new Entry(0x1000, 0x3000, Type.USABLE),
                        new Entry(0x3000, 0x5000, Type.RESERVED),
                        new Entry(0x5000, 0x7000, Type.ACPI_NVS),
                        new Entry(0x7000, 0x9000, Type.USABLE));
    }

    @Test
    void takesSoftReservedForTheHighestNumber() {
        assertThat(table(
                                new Entry(0x1000, 0x3000, Type.SOFT_RESERVED),
                                new Entry(0x3000, 0x4000, Type.SOFT_RESERVED),
                                new Entry(0x3800, 0x5000, Type.PERSISTENT))
                        .entries())
                .as("and never joins it")
                .startsWith(new Entry(0x1000, 0x3000, Type.SOFT_RESERVED))
                .endsWith(new Entry(0x4000, 0x5000, Type.PERSISTENT));
    }

    @Test
    void reservesPageZeroAndDropsTheHoleForVideo() {
        E820Table table = table(new Entry(0, 0x100000, Type.USABLE), new Entry(0x100000, 0x200000, Type.USABLE));
        BootLog log = new BootLog();
        table.update(0, 0x1000, Type.USABLE, Type.RESERVED, log);
        table.remove(0xa0000, 0x100000, Type.USABLE, log);
        table.sanitize();
        assertThat(table.entries())
                .containsExactly(
                        new Entry(0, 0x1000, Type.RESERVED),
                        new Entry(0x1000, 0xa0000, Type.USABLE),
                        new Entry(0x100000, 0x200000, Type.USABLE));
        assertThat(log.lines())
                .containsExactly(
                        "e820: update [mem 0x00000000-0x00000fff] usable ==> reserved",
                        "e820: remove [mem 0x000a0000-0x000fffff] usable");
    }

    @Test
    void findsTheEndOfMemory() {
        E820Table table = table(
                new Entry(0x100000, 0xbffdf000L, Type.USABLE),
                new Entry(0x100000000L, 0x1c0000000L, Type.USABLE),
                new Entry(0xfd00000000L, 0x10000000000L, Type.RESERVED));
        BootLog log = new BootLog();
        assertThat(table.endOfRamPfn(E820Table.MAX_ARCH_PFN, log)).isEqualTo(0x1c0000);
        assertThat(table.endOfRamPfn(E820Table.MAX_DMA32_PFN, log)).isEqualTo(0xbffdf);
        assertThat(log.lines())
                .containsExactly(
                        "last_pfn = 0x1c0000 max_arch_pfn = 0x400000000",
                        "last_pfn = 0xbffdf max_arch_pfn = 0x400000000");
    }
}
