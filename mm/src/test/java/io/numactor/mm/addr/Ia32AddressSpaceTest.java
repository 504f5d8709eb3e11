package io.numactor.mm.addr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.kernel.KernelVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The book's table 3-5 and figure 3-15 (2.6.24), and what captured 6.1 kernels printed. */
class Ia32AddressSpaceTest {
    private static final long MIB = 1L << 20;

    private static Ia32Kernel early(VmSplit split) {
        return Ia32Kernel.of(KernelVersion.V2_6_24, split, false, 0);
    }

    private static Ia32Kernel modern(boolean pae, long vmalloc) {
        return Ia32Kernel.of(KernelVersion.V6_1, VmSplit.SPLIT_3G, pae, vmalloc);
    }

    private static Ia32AddressSpace space(Ia32Kernel kernel, long ramMiB) {
        return new Ia32AddressSpace(kernel, Math.min(ramMiB * MIB, kernel.maxMem()));
    }

    @ParameterizedTest
    @CsvSource({
        "128, 8, c8800000", "129, 15, c9000000", "130, 14, c9000000", "131, 13, c9000000", "132, 12, c9000000",
        "133, 11, c9000000", "134, 10, c9000000", "135, 9, c9000000", "136, 8, c9000000", "137, 15, c9800000",
        "256, 8, d0800000", "512, 8, e0800000", "768, 8, f0800000", "895, 9, f8800000", "896, 8, f8800000",
        "897, 8, f8800000", "1024, 8, f8800000", "4096, 8, f8800000"
    })
    void keepsTheGapOfTable35(long ramMiB, long gapMiB, String vmallocStart) {
        Ia32AddressSpace space = space(early(VmSplit.SPLIT_3G), ramMiB);
        assertThat(space.gapBytes()).isEqualTo(gapMiB * MIB);
        assertThat(Long.toHexString(space.vmallocStart())).isEqualTo(vmallocStart);
    }

    @ParameterizedTest
    @CsvSource({"SPLIT_3G, 896", "SPLIT_3G_OPT, 1152", "SPLIT_2G, 1920", "SPLIT_2G_OPT, 2048", "SPLIT_1G, 2944"})
    void mapsAllButTheReserve(VmSplit split, long limitMiB) {
        assertThat(early(split).maxMem()).isEqualTo(limitMiB * MIB);
    }

    @Test
    void translatesOnlyWhatTheDirectMappingHas() {
        Ia32AddressSpace space = space(early(VmSplit.SPLIT_3G), 1024);
        assertThat(space.va(0x100000)).isEqualTo(0xc0100000L);
        assertThat(space.pa(0xc0381ecdL)).isEqualTo(0x381ecd);
        assertThat(space.highMemory()).isEqualTo(0xf8000000L);
        assertThatIllegalArgumentException().isThrownBy(() -> space.va(896 * MIB));
        assertThatIllegalArgumentException().isThrownBy(() -> space.pa(0xf8000000L));
        assertThatIllegalArgumentException().isThrownBy(() -> space.pa(0xbfffffffL));
    }

    @ParameterizedTest
    @CsvSource({
        // captured: LOWMEM's end with PAE and without, with vmalloc= and without
        "true, 0, 36ffe000",
        "true, 256, 2e7fe000",
        "true, 384, 267fe000",
        "false, 0, 36bfe000",
        "false, 64, 3a3fe000"
    })
    void mapsAsMuchAsCapturedKernelsDid(boolean pae, long vmallocMiB, String lowEnd) {
        assertThat(Long.toHexString(modern(pae, vmallocMiB * MIB).maxMem())).isEqualTo(lowEnd);
    }

    @ParameterizedTest
    @CsvSource({
        // captured: VmallocTotal
        "true, 0, 0x36ffe000, 122880", "true, 256, 0x2e7fe000, 262144", "true, 0, 0x1ffe0000, 499832",
        "true, 0, 0x07fe0000, 893048", "false, 0, 0x1ffe0000, 495736", "false, 64, 0x3a3fe000, 65536"
    })
    void hasTheVmallocOfCapturedKernels(boolean pae, long vmallocMiB, String lowBytes, long kib) {
        Ia32AddressSpace space = new Ia32AddressSpace(modern(pae, vmallocMiB * MIB), Long.decode(lowBytes));
        assertThat(space.vmallocBytes() >> 10).isEqualTo(kib);
        assertThat(space.gapBytes()).isEqualTo(8 * MIB);
    }

    @Test
    void dividesFourGibWithoutGaps() {
        for (VmSplit split : VmSplit.values()) {
            for (boolean pae : List.of(false, true)) {
                Ia32Kernel kernel = Ia32Kernel.of(KernelVersion.V2_6_24, split, pae, 0);
                List<AddressRegion> regions = space(kernel, 1024).regions();
                assertThat(regions.get(0).start()).isZero();
                assertThat(regions.get(0).last()).isEqualTo(split.pageOffset() - 1);
                for (int i = 1; i < regions.size(); i++) {
                    assertThat(regions.get(i).start())
                            .isEqualTo(regions.get(i - 1).last() + 1);
                }
                assertThat(regions.get(regions.size() - 1).last()).isEqualTo(0xffffffffL);
            }
        }
    }

    @Test
    void alignsPersistentMappingsToOnePageTable() {
        Ia32Kernel kernel = early(VmSplit.SPLIT_3G);
        assertThat(kernel.pkmapBase() % kernel.pmdBytes()).isZero();
        assertThat(kernel.vmallocEnd()).isEqualTo(kernel.pkmapBase() - 8192);
        assertThat(kernel.pkmapBase() + kernel.lastPkmap() * 4096L)
                .isLessThanOrEqualTo(kernel.fixmap().bootStart());
        assertThat(kernel.fixmap().address(0)).isEqualTo(0xfffff000L);
        assertThat(kernel.fixmap().address(1)).isEqualTo(0xffffe000L);
    }
}
