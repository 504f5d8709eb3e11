package io.numactor.mm.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.kernel.PagesetRule;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneFormulasTest {
    private static final ZoneKey NORMAL = new ZoneKey(0, ZoneType.NORMAL);

    @ParameterizedTest
    @CsvSource({
        "1, 128",
        "16, 512",
        "32, 724",
        "64, 1024",
        "128, 1448",
        "256, 2048",
        "512, 2896",
        "1024, 4096",
        "2048, 5792",
        "4096, 8192",
        "8192, 11585",
        "16384, 16384",
        "65536, 32768",
        "262144, 65536",
        "1048576, 131072",
        "4194304, 262144",
        "16777216, 262144"
    })
    void growsMinFreeWithTheSquareRootOfMemory(long mebibytes, long kbytes) {
        assertThat(MinFreeKbytes.recalculated(1024, mebibytes << 8, Sysctls.DEFAULTS))
                .isEqualTo(kbytes);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "12287, 1",
        "12288, 3",
        "24575, 3",
        "24576, 7",
        "45056, 15",
        "90111, 15",
        "90112, 31",
        "176128, 63",
        "9000000, 63"
    })
    void refillsByThePowerOfTwoBelowAQuarterOfAThousandth(long managed, int batch) {
        assertThat(Math.max(1, PagesetRule.LOW_MARK.batch(managed))).isEqualTo(batch);
    }

    @Test
    void splitsTheLowMarkOverTheNodesCpus() {
        assertThat(high(108594, 2, 798)).isEqualTo(399);
        assertThat(high(108594, 0, 798)).isEqualTo(199);
        assertThat(high(108594, 8, 798)).isEqualTo(124);
    }

    @Test
    void splitsAFractionOfTheZoneWhenAskedTo() {
        ZoneCensus zone = new ZoneCensus(NORMAL, 258048, 242463, 2);

        assertThat(PagesetSizes.of(zone, 10212, 4, Sysctls.DEFAULTS.withPercpuPagelistHighFraction(8)))
                .isEqualTo(new PagesetRule.Size(15153, 63));
    }

    @Test
    void reservesLowerZonesByWhatLiesAboveThem() {
        List<ZoneCensus> census = List.of(
                census(0, ZoneType.DMA, 3840),
                census(0, ZoneType.DMA32, 770000),
                census(0, ZoneType.NORMAL, 7950000),
                census(0, ZoneType.MOVABLE, 7950000),
                census(1, ZoneType.NORMAL, 9999999));
        LowmemReserve reserve = new LowmemReserve(census, Sysctls.DEFAULTS);

        assertThat(reserve.of(new ZoneKey(0, ZoneType.DMA))).containsExactly(0L, 3007L, 34062L, 34062L, 65117L, 65117L);
        assertThat(reserve.of(new ZoneKey(0, ZoneType.DMA32))).containsExactly(0L, 0L, 31054L, 31054L, 62109L, 62109L);
        assertThat(reserve.of(NORMAL)).containsExactly(0L, 0L, 0L, 0L, 248437L, 248437L);
        assertThat(reserve.of(new ZoneKey(0, ZoneType.MOVABLE))).containsOnly(0L);
    }

    /** A zone without memory keeps nothing back; protection skips over it to what lies above. */
    @Test
    void keepsNoReserveInAnEmptyZone() {
        LowmemReserve reserve = new LowmemReserve(
                List.of(
                        census(0, ZoneType.DMA, 3840),
                        census(0, ZoneType.DMA32, 0),
                        census(0, ZoneType.NORMAL, 256_000)),
                Sysctls.DEFAULTS);

        assertThat(reserve.of(new ZoneKey(0, ZoneType.DMA32))).containsOnly(0L);
        assertThat(reserve.of(new ZoneKey(0, ZoneType.DMA))).containsExactly(0L, 0L, 1000L, 1000L, 1000L, 1000L);
    }

    @Test
    void keepsNoReserveWhereTheRatioIsZero() {
        List<ZoneCensus> census = List.of(census(0, ZoneType.DMA, 3840), census(0, ZoneType.DMA32, 770000));
        Sysctls off = Sysctls.DEFAULTS.withLowmemReserveRatio(List.of(-5, 256, 32, 0, 0));

        assertThat(new LowmemReserve(census, off).of(new ZoneKey(0, ZoneType.DMA)))
                .containsOnly(0L);
    }

    @Test
    void letsCountersDriftByCpusAndZoneSize() {
        assertThat(StatThreshold.normal(2, 3840)).isEqualTo(4);
        assertThat(StatThreshold.normal(2, 108594)).isEqualTo(12);
        assertThat(StatThreshold.normal(4, 3840)).isEqualTo(6);
        assertThat(StatThreshold.normal(4, 253227)).isEqualTo(24);
        assertThat(StatThreshold.normal(1024, 1L << 30)).isEqualTo(125);
    }

    @Test
    void driftsByTheGapOfTheMarksUnderPressure() {
        assertThat(StatThreshold.underPressure(4, new Watermarks(279, 348, 417, 486)))
                .isEqualTo(17);
        assertThat(StatThreshold.underPressure(4, new Watermarks(20, 25, 30, 35)))
                .isEqualTo(1);
    }

    private static int high(long managed, int nodeCpus, long low) {
        return PagesetSizes.of(new ZoneCensus(NORMAL, managed, managed, nodeCpus), low, 4, Sysctls.DEFAULTS)
                .high();
    }

    private static ZoneCensus census(int nid, ZoneType type, long managed) {
        return new ZoneCensus(new ZoneKey(nid, type), managed, managed, 2);
    }
}
