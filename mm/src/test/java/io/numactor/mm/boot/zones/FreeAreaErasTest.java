package io.numactor.mm.boot.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.kernel.KernelVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lines about zones of old kernels, as real machines have printed them. */
class FreeAreaErasTest {
    private static final long PAGE = 4096;
    private static final long ONE_MIB = 256 * PAGE;

    /** 896 MiB of RAM, 1219 pages of it reserved below 16 MiB. */
    @Test
    void countsPageFramesIn2_6_24() {
        Memblock memblock = new Memblock();
        memblock.add(0, 159 * PAGE);
        memblock.add(ONE_MIB, 229280 * PAGE);
        memblock.reserve(ONE_MIB, ONE_MIB + 1219 * PAGE);

        assertThat(lines(KernelVersion.V2_6_24, memblock, 229280))
                .containsExactly(
                        "Zone PFN ranges:",
                        "  DMA             0 ->     4096",
                        "  DMA32        4096 ->  1048576",
                        "  Normal    1048576 ->  1048576",
                        "Movable zone start PFN for each node",
                        "early_node_map[2] active PFN ranges",
                        "    0:        0 ->      159",
                        "    0:      256 ->   229280",
                        "On node 0 totalpages: 229183",
                        "  DMA zone: 56 pages used for memmap",
                        "  DMA zone: 1219 pages reserved",
                        "  DMA zone: 2724 pages, LIFO batch:0",
                        "  DMA32 zone: 3078 pages used for memmap",
                        "  DMA32 zone: 222106 pages, LIFO batch:31",
                        "  Normal zone: 0 pages used for memmap",
                        "  Movable zone: 0 pages used for memmap");
    }

    /** 32 GiB with a hole below 4 GiB; batches are at most 31 before 4.20, whose 63 the real one printed. */
    @Test
    void saysHowLargeZonesAreUntil5_12() {
        Memblock memblock = new Memblock();
        memblock.add(0x1000, 0x9f000);
        memblock.add(0x100000, 0xbffd7000L);
        memblock.add(0x100000000L, 0x840000000L);
        memblock.reserve(0x1000, 0x1000 + 21 * PAGE);

        assertThat(lines(KernelVersion.V4_4, memblock, 0x840000))
                .endsWith(
                        "Initmem setup node 0 [mem 0x0000000000001000-0x000000083fffffff]",
                        "On node 0 totalpages: 8388469",
                        "  DMA zone: 64 pages used for memmap",
                        "  DMA zone: 21 pages reserved",
                        "  DMA zone: 3998 pages, LIFO batch:0",
                        "  DMA32 zone: 12224 pages used for memmap",
                        "  DMA32 zone: 782295 pages, LIFO batch:31",
                        "  Normal zone: 118784 pages used for memmap",
                        "  Normal zone: 7602176 pages, LIFO batch:31");
        assertThat(lines(KernelVersion.V5_15, memblock, 0x840000))
                .noneMatch(line -> line.contains("totalpages") || line.contains("LIFO"))
                .anyMatch(line -> line.endsWith("pages in unavailable ranges"));
    }

    @Test
    void printsTheMemoryMapInTheWordsOfItsTime() {
        assertThat(map(KernelVersion.V2_6_24))
                .containsExactly(
                        "BIOS-provided physical RAM map:",
                        " BIOS-e820: 0000000000000000 - 000000000009e800 (usable)",
                        " BIOS-e820: 000000000009e800 - 00000000000a0000 (reserved)",
                        " BIOS-e820: 00000000000a0000 - 00000000000b0000 type 5");
        assertThat(map(KernelVersion.V4_4))
                .startsWith(
                        "e820: BIOS-provided physical RAM map:",
                        "BIOS-e820: [mem 0x0000000000000000-0x000000000009e7ff] usable");
        assertThat(map(KernelVersion.V6_1)).startsWith("BIOS-provided physical RAM map:");
    }

    @Test
    void leavesLinesOutThatItKnowsOfLaterKernelsOnly() {
        BootLog log = new BootLog(KernelVersion.V4_4);
        log.enter(BootPhase.MEM_INIT);
        log.line("Memory: ...");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void hashesWaitersByZoneUntil4_8() {
        assertThat(KernelVersion.V2_6_24.waitTableEntries(100, false)).isEqualTo(4);
        assertThat(KernelVersion.V2_6_24.waitTableEntries(225280, false)).isEqualTo(1024);
        assertThat(KernelVersion.V2_6_24.waitTableEntries(4 << 20, false)).isEqualTo(4096);
        assertThat(KernelVersion.V4_4.waitTableEntries(100, true)).isEqualTo(4096);
        assertThat(KernelVersion.V5_15.waitTableEntries(225280, true)).isZero();
    }

    private static List<String> map(KernelVersion kernel) {
        BootLog log = new BootLog(kernel);
        log.enter(BootPhase.E820__MEMORY_SETUP);
        log.line("%s", kernel.memoryMapHeading());
        E820Table.of(new MemoryMap(List.of(
                        new MemoryMap.Entry(0, 0x9e800, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(0x9e800, 0xa0000, MemoryMap.Type.RESERVED),
                        new MemoryMap.Entry(0xa0000, 0xb0000, MemoryMap.Type.UNUSABLE))))
                .print("BIOS-e820", log);
        return log.lines();
    }

    private static List<String> lines(KernelVersion kernel, Memblock memblock, long maxPfn) {
        BootLog log = new BootLog(kernel);
        log.enter(BootPhase.FREE_AREA_INIT);
        memblock.ranges()
                .forEach(range -> memblock.setNode(
                        range.pfns().start() * PAGE, range.pfns().end() * PAGE, 0));
        ZoneLimits limits = ZoneLimits.of(memblock.ranges().get(0).pfns().start(), maxPfn);
        NodeZones zones = new NodeZones(memblock.ranges(), limits, Map.of());
        FreeAreaLog lines = FreeAreaLog.of(kernel, log, memblock, zones, CommandLine.parse(""));
        lines.zoneRanges(limits);
        lines.movableStarts(Map.of());
        lines.earlyNodeRanges();
        lines.node(0, true);
        lines.unavailableRanges();
        return log.lines();
    }
}
