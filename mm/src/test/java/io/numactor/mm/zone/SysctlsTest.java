package io.numactor.mm.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    void refusesWhatTheKernelRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withWatermarkScaleFactor(3001))
                .withMessage("vm.watermark_scale_factor=3001 is not in 1..3000");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withWatermarkScaleFactor(0));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withPercpuPagelistHighFraction(7));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withUserMinFreeKbytes(-2));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withZoneReclaimMode(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withLowmemReserveRatio(List.of(1)));
    }
}
