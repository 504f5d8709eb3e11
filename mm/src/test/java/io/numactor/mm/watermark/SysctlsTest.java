package io.numactor.mm.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

class SysctlsTest {
    private static final Sysctls DEFAULTS = Sysctls.DEFAULTS;

    @Test
    void storesRatiosBelowOneAsZero() {
        assertThat(DEFAULTS.withLowmemReserveRatio(List.of(256, -1, 0, 1, 2)).lowmemReserveRatio())
                .containsExactly(256, 0, 0, 1, 2);
    }

    @Test
    void hasAReserveRatioForEachZoneOfTheKernel() {
        assertThat(ratios(ZoneSet.X86_64)).isEqualTo("256\t256\t32\t0\t0");
        assertThat(ratios(ZoneSet.I386)).as("captured, 6.1").isEqualTo("256\t32\t0\t0");
        Sysctls ia32 = Sysctls.of(KernelVersion.V6_1, ZoneSet.I386).withLowmemReserveRatio(List.of(256, 64, 8, 0));
        assertThat(ia32.lowmemReserveRatio(ZoneType.NORMAL)).isEqualTo(64);
        assertThat(ia32.lowmemReserveRatio(ZoneType.HIGHMEM)).isEqualTo(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ia32.withLowmemReserveRatio(List.of(256, 256, 32, 0, 0)))
                .withMessage("lowmem_reserve_ratio has 5 values, not one for each of 4 zones");
    }

    private static String ratios(ZoneSet zones) {
        return VmSysctl.LOWMEM_RESERVE_RATIO.read(Sysctls.of(KernelVersion.V6_1, zones), TunedMachine.UNTUNED);
    }

    @Test
    void refusesWhatTheKernelRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withWatermarkScaleFactor(3001))
                .withMessage("vm.watermark_scale_factor=3001 is not in 1..3000");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withWatermarkScaleFactor(0));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withPercpuPagelistHighFraction(7));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withUserMinFreeKbytes(-2));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withZoneReclaimMode(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withWatermarkBoostFactor(-1));
        assertThat(DEFAULTS.watermarkBoostFactor()).isEqualTo(15_000);
        assertThat(DEFAULTS.withWatermarkBoostFactor(0).watermarkBoostFactor()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withLowmemReserveRatio(List.of(1)));
    }
}
