package io.numactor.mm.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTuningTest {
    private static final Sysctls DEFAULTS = Sysctls.DEFAULTS;
    private static final ZoneKey N0_DMA = new ZoneKey(0, ZoneType.DMA);
    private static final ZoneKey N0_DMA32 = new ZoneKey(0, ZoneType.DMA32);
    private static final ZoneKey N0_NORMAL = new ZoneKey(0, ZoneType.NORMAL);
    private static final ZoneKey N1_DMA32 = new ZoneKey(1, ZoneType.DMA32);
    private static final ZoneKey N1_NORMAL = new ZoneKey(1, ZoneType.NORMAL);

    /** Captured: two nodes of 1 GiB with two CPUs each, before the init sections were freed. */
    private static final List<ZoneCensus> TWO_NODES =
            List.of(zone(N0_DMA, 3840), zone(N0_DMA32, 240461), zone(N1_DMA32, 252974));

    @Test
    void computesTheBaseFormulaAtInit() {
        TunedMachine tuned = MachineTuning.atInit(TWO_NODES, 4, DEFAULTS);

        assertThat(tuned.minFreeKbytes()).isEqualTo(5641);
        assertThat(tuned.zone(N0_DMA).watermarks().high()).isEqualTo(16);
        assertThat(tuned.zone(N0_DMA32).watermarks().high()).isEqualTo(1161);
        assertThat(tuned.zone(N1_DMA32).watermarks().high()).isEqualTo(1221);
    }

    @Test
    void raisesTheReserveForHugePages() {
        TunedMachine tuned = withThp(TWO_NODES);

        assertThat(tuned.minFreeKbytes()).isEqualTo(67584);
        assertThat(tuned.zone(N0_DMA).watermarks()).isEqualTo(new Watermarks(130, 162, 194, 226));
        assertThat(tuned.zone(N0_DMA32).watermarks()).isEqualTo(new Watermarks(8170, 10212, 12254, 14296));
        assertThat(tuned.zone(N1_DMA32).watermarks()).isEqualTo(new Watermarks(8595, 10743, 12891, 15039));
    }

    /** Captured: i386 with PAE and 2 GiB, two CPUs, before 262 pages of initrd and 232 of init sections were freed. */
    @Test
    void keepsLittleFreeInHighMemory() {
        ZoneKey highMem = new ZoneKey(0, ZoneType.HIGHMEM);
        ZoneKey movable = new ZoneKey(0, ZoneType.MOVABLE);
        List<ZoneCensus> census =
                List.of(zone(N0_DMA, 3840), zone(N0_NORMAL, 207446), zone(highMem, 298978), zone(movable, 0));
        TunedMachine tuned = withThp(census);

        assertThat(marks(tuned, N0_DMA)).containsExactly(190L, 237L, 284L);
        assertThat(marks(tuned, N0_NORMAL)).containsExactly(10304L, 12880L, 15456L);
        assertThat(marks(tuned, highMem)).containsExactly(128L, 3840L, 7552L);
        assertThat(marks(tuned, movable)).containsExactly(32L, 32L, 32L);
        assertThat(ZoneSet.I386.narrowed(tuned.zone(N0_DMA).lowmemReserve())).containsExactly(0L, 810L, 1978L, 1978L);
        assertThat(ZoneSet.I386.narrowed(tuned.zone(N0_NORMAL).lowmemReserve())).containsExactly(0L, 0L, 9343L, 9343L);
        assertThat(tuned.zone(highMem).pagesetHigh()).isEqualTo(1920);
    }

    /** Captured: i386 with 128 MiB, where HighMem is empty and Movable therefore not cut from it. */
    @Test
    void keepsThirtyTwoPagesInAnEmptyHighMemAndNoneInMovable() {
        ZoneKey highMem = new ZoneKey(0, ZoneType.HIGHMEM);
        ZoneKey movable = new ZoneKey(0, ZoneType.MOVABLE);
        TunedMachine tuned = MachineTuning.atInit(
                List.of(zone(N0_DMA, 3840), zone(N0_NORMAL, 26_000), zone(highMem, 0), zone(movable, 0)), 2, DEFAULTS);
        assertThat(marks(tuned, highMem)).containsExactly(32L, 32L, 32L);
        assertThat(marks(tuned, movable)).containsExactly(0L, 0L, 0L);
    }

    /** min = clamp(managed / 1024, 32, 128): a MiB of pages in 256 is kept. */
    @Test
    void keepsOneInATenTwentyFourthOfHighMemory() {
        ZoneKey highMem = new ZoneKey(0, ZoneType.HIGHMEM);
        TunedMachine tuned = MachineTuning.atInit(
                List.of(zone(N0_DMA, 3840), zone(N0_NORMAL, 207446), zone(highMem, 65_536)), 2, DEFAULTS);
        assertThat(tuned.zone(highMem).watermarks().min()).isEqualTo(64);
    }

    private static List<Long> marks(TunedMachine tuned, ZoneKey zone) {
        Watermarks marks = tuned.zone(zone).watermarks();
        return List.of(marks.min(), marks.low(), marks.high());
    }

    @Test
    void sizesPagesetsByTheLowMark() {
        TunedMachine tuned = withThp(TWO_NODES);

        assertThat(tuned.zone(N0_DMA).pagesetBatch()).isEqualTo(1);
        assertThat(tuned.zone(N0_DMA).pagesetHigh()).isEqualTo(81);
        assertThat(tuned.zone(N0_DMA32).pagesetBatch()).isEqualTo(63);
        assertThat(tuned.zone(N0_DMA32).pagesetHigh()).isEqualTo(5106);
    }

    @Test
    void reservesLowZonesOnceAndSumsUpWhatIsOutOfReach() {
        TunedMachine tuned = withThp(TWO_NODES);

        assertThat(tuned.zone(N0_DMA).lowmemReserve()).containsExactly(0L, 939L, 939L, 939L, 939L, 939L);
        assertThat(tuned.zone(N1_DMA32).lowmemReserve()).containsOnly(0L);
        assertThat(tuned.totalReservePages()).isEqualTo(13387 + 12891);
    }

    @Test
    void letsTheScaleFactorRuleOnLargeMachines() {
        TunedMachine tuned = withThp(List.of(
                zone(N0_DMA, 3840), zone(N0_DMA32, 770000), zone(N0_NORMAL, 15900000), zone(N1_NORMAL, 16700000)));

        assertThat(tuned.minFreeKbytes()).isEqualTo(90112);
        assertThat(tuned.zone(N0_NORMAL).watermarks()).isEqualTo(new Watermarks(10732, 26632, 42532, 58432));
    }

    @Test
    void countsPopulatedZonesOnlyForHugePages() {
        List<ZoneCensus> withAnEmptyZone = List.of(
                zone(N0_DMA, 3840), zone(N0_DMA32, 240461), new ZoneCensus(N0_NORMAL, 0, 0, 2), zone(N1_DMA32, 252974));

        assertThat(withThp(withAnEmptyZone).minFreeKbytes()).isEqualTo(67584);
    }

    /** 131072 pages are not below 512 MiB: with a twentieth of them the reserve is raised. */
    @Test
    void hugePagesRaiseTheReserveFromExactlyHalfAGibibyteOn() {
        List<ZoneCensus> half = List.of(zone(N0_DMA32, 131_072));
        TunedMachine init = MachineTuning.atInit(half, 2, DEFAULTS);

        assertThat(MachineTuning.afterThpInit(init, half, 2, true, DEFAULTS).minFreeKbytes())
                .isEqualTo(22_528);
        assertThat(MachineTuning.wantedMinFreeKbytes(TunedMachine.UNTUNED, TWO_NODES))
                .isEqualTo(5641);
    }

    @Test
    void leavesSmallMachinesAloneWhenHugePagesStart() {
        List<ZoneCensus> small = List.of(zone(N0_DMA, 3840), zone(N0_DMA32, 106339));
        TunedMachine tuned = MachineTuning.atInit(small, 2, DEFAULTS);

        assertThat(MachineTuning.afterThpInit(tuned, small, 2, true, DEFAULTS)).isSameAs(tuned);
        assertThat(tuned.minFreeKbytes()).isEqualTo(2655);
        assertThat(tuned.zone(N0_DMA32).watermarks()).isEqualTo(new Watermarks(639, 798, 957, 1116));
        assertThat(tuned.zone(N0_DMA32).pagesetHigh()).isEqualTo(399);
    }

    /** Captured on 4 nodes: 2928 at init, 26580 with huge pages, 2845 after they were switched off at run time. */
    @Test
    void remembersRaisedMarksWhenHugePagesAreSwitchedOff() {
        List<ZoneCensus> initcalls = fullGuest(38795, 27061);
        List<ZoneCensus> running = fullGuest(40797, 27497);
        TunedMachine init = MachineTuning.atInit(initcalls, 4, DEFAULTS);
        TunedMachine raised = MachineTuning.afterThpInit(init, initcalls, 4, true, DEFAULTS);
        TunedMachine off = MachineTuning.afterThpSwitchedOff(raised, running, 4, DEFAULTS);

        assertThat(List.of(init.minFreeKbytes(), raised.minFreeKbytes(), off.minFreeKbytes()))
                .containsExactly(2928L, 26580L, 2845L);
        assertThat(off.zone(N0_DMA).watermarks()).isEqualTo(new Watermarks(20, 25, 30, 35));
        assertThat(off.zone(N0_DMA).lowmemReserve()).containsExactly(0L, 151L, 151L, 151L, 151L, 151L);
        assertThat(off.zone(N0_DMA32).watermarks().low()).isEqualTo(265);
        assertThat(MachineTuning.afterReserveRatioAccess(off, running, DEFAULTS)
                        .zone(N0_DMA)
                        .lowmemReserve())
                .containsExactly(0L, 159L, 159L, 159L, 159L, 159L);
    }

    @Test
    void keepsMoreThanTheUserAskedFor() {
        Sysctls asked = DEFAULTS.withUserMinFreeKbytes(8000);
        TunedMachine init = MachineTuning.atInit(TWO_NODES, 4, DEFAULTS);
        TunedMachine written = MachineTuning.afterMinFreeWritten(init, TWO_NODES, 4, asked);

        assertThat(written.minFreeKbytes()).isEqualTo(8000);
        assertThat(MachineTuning.afterMemoryHotplug(written, TWO_NODES, 4, asked)
                        .minFreeKbytes())
                .isEqualTo(8000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MachineTuning.afterMinFreeWritten(init, TWO_NODES, 4, DEFAULTS));
        assertThat(MachineTuning.afterMinFreeWritten(init, TWO_NODES, 4, DEFAULTS.withUserMinFreeKbytes(0))
                        .minFreeKbytes())
                .isZero();
    }

    @Test
    void spreadsMarksByTheScaleFactor() {
        TunedMachine init = MachineTuning.atInit(TWO_NODES, 4, DEFAULTS);
        TunedMachine spread =
                MachineTuning.afterScaleFactorWritten(init, TWO_NODES, 4, DEFAULTS.withWatermarkScaleFactor(100));

        assertThat(spread.zone(N0_DMA32).watermarks().low()
                        - spread.zone(N0_DMA32).watermarks().min())
                .isEqualTo(2404);
    }

    @Test
    void givesEmptyZonesNothingAndBootPagesets() {
        TunedMachine tuned =
                MachineTuning.atInit(List.of(zone(N0_DMA, 3840), new ZoneCensus(N0_NORMAL, 0, 0, 2)), 2, DEFAULTS);

        assertThat(tuned.zone(N0_NORMAL)).isEqualTo(ZoneParams.AT_BOOT);
    }

    @Test
    void setsPagesetsUpWhileMarksAreZero() {
        ZoneParams params = MachineTuning.atPagesetSetup(TWO_NODES, 1, DEFAULTS).zone(N0_DMA32);

        assertThat(params.watermarks()).isEqualTo(Watermarks.ZERO);
        assertThat(params.pagesetBatch()).isEqualTo(63);
        assertThat(params.pagesetHigh()).isEqualTo(252);
    }

    private static TunedMachine withThp(List<ZoneCensus> census) {
        TunedMachine init = MachineTuning.atInit(census, 4, DEFAULTS);
        return MachineTuning.afterThpInit(init, census, 4, true, DEFAULTS);
    }

    private static ZoneCensus zone(ZoneKey key, long managed) {
        return new ZoneCensus(key, managed, managed, 2);
    }

    /** Four nodes with one CPU each; what is freed late lies on nodes 0 and 3. */
    private static List<ZoneCensus> fullGuest(long managedOfNode0, long managedOfNode3) {
        return List.of(
                new ZoneCensus(N0_DMA, 3998, 3840, 1),
                new ZoneCensus(N0_DMA32, 53248, managedOfNode0, 1),
                new ZoneCensus(N1_DMA32, 32768, 32150, 1),
                new ZoneCensus(new ZoneKey(2, ZoneType.DMA32), 32768, 32150, 1),
                new ZoneCensus(new ZoneKey(3, ZoneType.DMA32), 32736, managedOfNode3, 1));
    }
}
