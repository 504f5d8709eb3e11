package io.numactor.mm.boot;

import static io.numactor.mm.boot.TuningHistory.Step.THP_INIT_DISABLED;
import static io.numactor.mm.boot.TuningHistory.Step.THP_INIT_ENABLED;
import static io.numactor.mm.boot.TuningHistory.Step.THP_SWITCHED_OFF;
import static io.numactor.mm.boot.TuningHistory.Step.THP_SWITCHED_ON;
import static io.numactor.mm.boot.TuningHistory.Step.WATERMARK_INIT;
import static io.numactor.mm.boot.input.TransparentHugepage.ALWAYS;
import static io.numactor.mm.boot.input.TransparentHugepage.MADVISE;
import static io.numactor.mm.boot.input.TransparentHugepage.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TuningHistoryTest {
    private static final long MIB_512 = 131072;
    private static final ZoneKey DMA = new ZoneKey(0, ZoneType.DMA);
    private static final ZoneKey DMA32 = new ZoneKey(0, ZoneType.DMA32);

    @Test
    void raisesForHugePagesFrom512MibUp() {
        assertThat(TuningHistory.stepsFor(input("quiet", ALWAYS), MIB_512))
                .containsExactly(WATERMARK_INIT, THP_INIT_ENABLED);
        assertThat(TuningHistory.stepsFor(input("quiet", NEVER), MIB_512 - 1)).containsExactly(WATERMARK_INIT);
    }

    @Test
    void recomputesWhenHugePagesAreOffOnTheCommandLine() {
        assertThat(TuningHistory.stepsFor(input("transparent_hugepage=never quiet", NEVER), MIB_512))
                .containsExactly(WATERMARK_INIT, THP_INIT_DISABLED);
    }

    @Test
    void knowsNoHugePagesIn2_6_24AndRecomputesNothingWithoutThemUntil5_15() {
        BootInput off = input("transparent_hugepage=never quiet", NEVER);
        assertThat(TuningHistory.stepsFor(input("quiet", ALWAYS).withKernel(KernelVersion.V2_6_24), MIB_512))
                .containsExactly(WATERMARK_INIT);
        assertThat(TuningHistory.stepsFor(off.withKernel(KernelVersion.V5_15), MIB_512))
                .containsExactly(WATERMARK_INIT);
        assertThat(TuningHistory.stepsFor(off.withKernel(KernelVersion.V5_17), MIB_512))
                .containsExactly(WATERMARK_INIT, THP_INIT_DISABLED);
    }

    @Test
    void seesARunTimeWriteByItsResult() {
        assertThat(TuningHistory.stepsFor(input("", NEVER), MIB_512))
                .containsExactly(WATERMARK_INIT, THP_INIT_ENABLED, THP_SWITCHED_OFF);
        assertThat(TuningHistory.stepsFor(input("", ALWAYS), MIB_512 - 1))
                .containsExactly(WATERMARK_INIT, THP_SWITCHED_ON);
        assertThat(TuningHistory.stepsFor(input("transparent_hugepage=never", MADVISE), MIB_512))
                .containsExactly(WATERMARK_INIT, THP_INIT_DISABLED, THP_SWITCHED_ON);
    }

    @Test
    void doesWhatTheCommandLineAsksUserSpaceFor() {
        assertThat(TuningHistory.stepsFor(input("lab.mode=trace lab.thp=never", NEVER), MIB_512 / 2))
                .containsExactly(WATERMARK_INIT, THP_SWITCHED_OFF);
        assertThat(TuningHistory.stepsFor(input("lab.thp=always", ALWAYS), MIB_512))
                .containsExactly(WATERMARK_INIT, THP_INIT_ENABLED, THP_SWITCHED_ON);
    }

    @Test
    void reproducesAGuestWhoseHugePagesWereSwitchedOffWhileItRan() {
        List<ZoneCensus> initcalls = census(41734);
        List<ZoneCensus> running = census(44172);
        List<TuningHistory.Step> steps = TuningHistory.stepsFor(input("lab.thp=never", NEVER), 45574);

        TunedMachine tuned = TuningHistory.replay(steps, initcalls, running, 2, Sysctls.DEFAULTS);

        assertThat(tuned.minFreeKbytes()).isEqualTo(1741);
        assertThat(tuned.zone(DMA).watermarks()).isEqualTo(new Watermarks(34, 42, 50, 58));
        assertThat(tuned.zone(DMA).lowmemReserve()).containsExactly(0L, 163L, 163L, 163L, 163L, 163L);
        assertThat(tuned.zone(DMA).pagesetHigh()).isEqualTo(21);
        assertThat(tuned.zone(DMA32).watermarks()).isEqualTo(new Watermarks(400, 500, 600, 700));
        assertThat(tuned.zone(DMA32).pagesetHigh()).isEqualTo(250);
        assertThat(tuned.zone(DMA32).pagesetBatch()).isEqualTo(7);
    }

    /** Captured: one node of 256 MiB with two CPUs. */
    private static List<ZoneCensus> census(long managedDma32) {
        return List.of(new ZoneCensus(DMA, 3998, 3840, 2), new ZoneCensus(DMA32, 61408, managedDma32, 2));
    }

    private static BootInput input(String commandLine, TransparentHugepage transparentHugepage) {
        ByteRange empty = new ByteRange(0, 0);
        return new BootInput(
                KernelVersion.V6_1,
                "6.1.0-56-amd64",
                new MemoryMap(List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                commandLine,
                List.of(0, 1),
                new KernelImage(empty, empty, empty, empty, empty, empty),
                new BootInput.ImageKiB(0, 0, 0, 0, 0),
                Optional.empty(),
                new PerCpuArea(0, 0, 0, 0, 0),
                0,
                0,
                transparentHugepage);
    }
}
