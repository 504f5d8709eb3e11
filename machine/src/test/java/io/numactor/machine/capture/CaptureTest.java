package io.numactor.machine.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.machine.Fixtures;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureTest {
    private static final ZoneKey DMA = new ZoneKey(0, ZoneType.DMA);
    private static final ZoneKey DMA32 = new ZoneKey(0, ZoneType.DMA32);

    private final Capture ring = Capture.at(Fixtures.capture(Fixtures.RING));

    @Test
    void readsZones() {
        ZoneInfo.Zone dma = ring.zoneInfo().orElseThrow().zone(DMA).orElseThrow();
        assertThat(dma.free()).isEqualTo(3808);
        assertThat(dma.boost()).isZero();
        assertThat(List.of(dma.min(), dma.low(), dma.high())).containsExactly(20L, 25L, 30L);
        assertThat(List.of(dma.spanned(), dma.present(), dma.managed())).containsExactly(4095L, 3998L, 3840L);
        assertThat(dma.protection()).containsExactly(0L, 151L, 151L, 151L, 151L);
        assertThat(dma.startPfn()).isEqualTo(1);
        assertThat(dma.pagesets()).hasSize(4).containsEntry(3, new ZoneInfo.Pageset(0, 25, 1));
        assertThat(dma.counters()).containsEntry("numa_other", 1L).containsEntry("nr_free_pages", 3808L);
    }

    @Test
    void readsEmptyZonesToo() {
        ZoneInfo info = ring.zoneInfo().orElseThrow();
        assertThat(info.zones()).hasSize(20);
        ZoneInfo.Zone normal = info.zone(new ZoneKey(3, ZoneType.NORMAL)).orElseThrow();
        assertThat(normal.present()).isZero();
        assertThat(normal.pagesets()).isEmpty();
    }

    @Test
    void readsFreeBlocks() {
        BuddyInfo buddy = ring.buddyInfo().orElseThrow();
        assertThat(buddy.freeBlocks()).hasSize(5);
        assertThat(buddy.freeBlocks().get(DMA)).containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 1L, 1L, 0L, 1L, 3L);
        assertThat(buddy.freePages(DMA)).isEqualTo(3808);
        PageTypeInfo types = ring.pageTypeInfo().orElseThrow();
        assertThat(types.freeBlocks(DMA32, MigrateType.UNMOVABLE))
                .containsExactly(7L, 4L, 0L, 1L, 0L, 1L, 1L, 1L, 0L, 1L, 0L);
        assertThat(types.pageblocks(DMA32, MigrateType.MOVABLE)).isEqualTo(96);
    }

    @Test
    void readsCountsThatWereCutOff() {
        String text = "Node    0, zone   Normal, type      Movable >100000 1 0 0 0 0 0 0 0 0 7 \n";
        PageTypeInfo types = PageTypeInfo.parse(SourceFile.of("pagetypeinfo", text));
        assertThat(types.freeBlocks(new ZoneKey(0, ZoneType.NORMAL), MigrateType.MOVABLE))
                .startsWith(100_000L, 1L)
                .endsWith(7L);
    }

    @Test
    void readsNodes() {
        NodeFiles nodes = ring.nodes();
        assertThat(nodes.mask("online").orElseThrow()).hasToString("0-3");
        assertThat(nodes.distance(1).orElseThrow()).containsExactly(16, 10, 16, 22);
        assertThat(nodes.cpus(2).orElseThrow()).containsExactly(2);
        assertThat(nodes.numastat(0).orElseThrow())
                .containsEntry("numa_hit", 2429L)
                .containsEntry("other_node", 716L);
        assertThat(nodes.distance(9)).isEmpty();
        NodeFiles cxl = Capture.at(Fixtures.capture(Fixtures.CXL)).nodes();
        assertThat(cxl.cpus(2).orElseThrow()).isEmpty();
    }

    @Test
    void readsTheLogWithoutTimestamps() {
        KernelLog log = ring.log().orElseThrow();
        assertThat(log.startingWith("Fallback order for Node 0:"))
                .containsExactly("Fallback order for Node 0: 0 1 3 2");
        assertThat(log.under("Zone ranges:").orElseThrow())
                .containsExactly(
                        "  DMA      [mem 0x0000000000001000-0x0000000000ffffff]",
                        "  DMA32    [mem 0x0000000001000000-0x0000000025fdffff]",
                        "  Normal   empty",
                        "  Device   empty");
    }

    @Test
    void refusesADamagedZoneWithItsLine() {
        String text = "Node 0, zone      DMA\n  pages free     12\n        min      130\n";
        assertThatThrownBy(() -> ZoneInfo.parse(SourceFile.of("zoneinfo", text)))
                .hasMessage("zoneinfo: line 3: protection of N0/DMA must have one value for each zone: 5 on "
                        + "x86-64, 4 on i386");
        assertThatThrownBy(() -> BuddyInfo.parse(SourceFile.of("buddyinfo", "Node 0, zone DMA 1 2\n")))
                .hasMessage("buddyinfo: line 1: has 2 counts, must have 11");
    }
}
