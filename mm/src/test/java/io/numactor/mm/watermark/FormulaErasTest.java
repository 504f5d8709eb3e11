package io.numactor.mm.watermark;

import static io.numactor.mm.kernel.KernelVersion.V2_6_24;
import static io.numactor.mm.kernel.KernelVersion.V4_4;
import static io.numactor.mm.kernel.KernelVersion.V5_15;
import static io.numactor.mm.kernel.KernelVersion.V6_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.PagesetRule;
import io.numactor.mm.kernel.PagesetRule.Size;
import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked examples of marks, reserves and pagesets before 6.1. */
class FormulaErasTest {
    private static final ZoneKey DMA = new ZoneKey(0, ZoneType.DMA);
    private static final ZoneKey DMA32 = new ZoneKey(0, ZoneType.DMA32);
    private static final ZoneKey NORMAL = new ZoneKey(0, ZoneType.NORMAL);

    @Test
    void keepsMarksAQuarterAndAHalfApartUntil4_5() {
        assertThat(marks(V2_6_24, 221000)).isEqualTo(new Watermarks(931, 1163, 1396, 1396));
        assertThat(marks(V4_4, 221000)).isEqualTo(marks(V2_6_24, 221000));
        assertThat(marks(V6_1, 221000)).isEqualTo(new Watermarks(931, 1163, 1395, 1627));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 1, 0, 1",
        "8192, 1, 6, 1, 2, 1",
        "12288, 3, 18, 3, 6, 1",
        "24576, 7, 42, 7, 14, 3",
        "45056, 15, 90, 15, 30, 7",
        "90112, 31, 186, 31, 62, 15",
        "9000000, 31, 186, 31, 62, 15"
    })
    void sizesHotAndColdListsByTheBatch(
            long present, int batch, int hotHigh, int hotBatch, int coldHigh, int coldBatch) {
        PagesetRule rule = V2_6_24.pagesets();

        assertThat(rule.batch(present)).isEqualTo(batch);
        assertThat(rule.size(present, 1000, 0, 2)).isEqualTo(new Size(hotHigh, hotBatch));
        assertThat(rule.coldSize(present)).isEqualTo(new Size(coldHigh, coldBatch));
        assertThat(V4_4.pagesets().size(present, 1000, 0, 2)).isEqualTo(new Size(hotHigh, hotBatch));
    }

    @Test
    void givesPagesetsTheirPartOfTheZoneWhenAskedTo() {
        assertThat(V2_6_24.pagesets().size(2400, 0, 8, 2)).isEqualTo(new Size(300, 75));
        assertThat(V2_6_24.pagesets().size(221000, 0, 8, 2)).isEqualTo(new Size(27625, 96));
        assertThat(V6_1.pagesets().size(242463, 0, 8, 2)).isEqualTo(new Size(15153, 63));
    }

    @Test
    void splitsTheLowMarkSince5_14() {
        assertThat(V5_15.pagesets().size(240461, 10212, 0, 2)).isEqualTo(new Size(5106, 63));
        assertThat(V4_4.pagesets().size(240461, 10212, 0, 2)).isEqualTo(new Size(186, 31));
    }

    @Test
    void capsMinFreeKbytesAt64MebibytesUntil5_6() {
        long terabyte = 1L << 28;

        assertThat(MinFreeKbytes.recalculated(1024, terabyte, Sysctls.of(V4_4))).isEqualTo(65536);
        assertThat(MinFreeKbytes.recalculated(1024, terabyte, Sysctls.of(V6_1))).isEqualTo(131072);
    }

    @Test
    void takesNoReserveRatioBelowOneUntil5_7() {
        List<ZoneCensus> census = List.of(zone(DMA, 3840), zone(DMA32, 240461), zone(NORMAL, 0));
        List<Integer> off =
                Sysctls.DEFAULTS.lowmemReserveRatio().stream().map(ratio -> 0).toList();

        assertThat(new LowmemReserve(census, Sysctls.of(V2_6_24).withLowmemReserveRatio(off)).of(DMA))
                .startsWith(0L, 240461L, 240461L);
        assertThat(new LowmemReserve(census, Sysctls.of(V6_1).withLowmemReserveRatio(off)).of(DMA))
                .containsOnly(0L);
        assertThat(new LowmemReserve(census, Sysctls.of(V2_6_24)).of(DMA)).startsWith(0L, 939L, 939L);
    }

    @Test
    void wantsPageblocksOfMovableZonesForHugePagesUntil4_16() {
        List<ZoneCensus> census =
                List.of(zone(DMA, 3840), zone(DMA32, 770000), zone(new ZoneKey(0, ZoneType.MOVABLE), 7950000));

        assertThat(MinFreeKbytes.raisedForHugePages(0, 1L << 30, census, V4_4)).isEqualTo(3 * 5632 * 4);
        assertThat(MinFreeKbytes.raisedForHugePages(0, 1L << 30, census, V6_1)).isEqualTo(2 * 5632 * 4);
    }

    @Test
    void takesAScaleFactorOf30PercentSince5_17() {
        assertThat(Sysctls.of(KernelVersion.V5_17)
                        .withWatermarkScaleFactor(3000)
                        .watermarkScaleFactor())
                .isEqualTo(3000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sysctls.of(V5_15).withWatermarkScaleFactor(3000))
                .withMessage("vm.watermark_scale_factor=3000 is not in 1..1000");
    }

    @Test
    void ignoresAnOrderOfZonelistsThatTheKernelRefuses() {
        assertThat(Sysctls.of(V4_4).withNumaZonelistOrder(ZonelistOrder.ZONE).numaZonelistOrder())
                .isEqualTo(ZonelistOrder.ZONE);
        assertThat(Sysctls.of(V5_15).withNumaZonelistOrder(ZonelistOrder.ZONE).numaZonelistOrder())
                .isEqualTo(ZonelistOrder.DEFAULT);
    }

    /** 948 pages of reserve over 225000 pages. */
    private static Watermarks marks(KernelVersion kernel, long managed) {
        return new WatermarkFormula(3794, 225000, Sysctls.of(kernel)).of(managed);
    }

    private static ZoneCensus zone(ZoneKey key, long pages) {
        return new ZoneCensus(key, pages, pages, 2);
    }
}
