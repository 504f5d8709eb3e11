package io.numactor.mm.addr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What {@code highmem=} makes of RAM on IA-32. */
final class LowMemoryTest {
    private static final long MIB = 1 << 20;
    private static final long MAX_MEM = 896 * MIB;

    private static LowMemory of(long mib, long highMemBytes) {
        return LowMemory.of(MAX_MEM, mib << 8, OptionalLong.of(highMemBytes));
    }

    @Test
    void whatIsMoreThanTheKernelCanMapIsHigh() {
        LowMemory low = LowMemory.of(MAX_MEM, 1024 << 8, OptionalLong.empty());
        assertThat(low.lowLine()).isEqualTo("896MB LOWMEM available.");
        assertThat(low.highLine()).isEqualTo("128MB HIGHMEM available.");
    }

    @Test
    void someOfItMayBeAskedFor() {
        assertThat(of(512, 128 * MIB)).isEqualTo(new LowMemory(384 << 8, 512 << 8, List.of()));
        assertThat(of(1024, 64 * MIB)).isEqualTo(new LowMemory(896 << 8, 960 << 8, List.of()));
    }

    @Test
    void moreThanThereIsIsIgnored() {
        assertThat(of(512, 600 * MIB).messages())
                .containsExactly("highmem size specified (600MB) is bigger than pages available (512MB)!.");
        assertThat(of(1024, 600 * MIB).messages())
                .containsExactly("only 128MB highmem pages available, ignoring highmem size of 600MB!");
    }

    @Test
    void soIsTheLargestNumberThatAWordHolds() {
        for (long bytes : new long[] {-1, -4096, Long.MIN_VALUE - 4096, Long.MAX_VALUE}) {
            assertThat(of(512, bytes).maxLowPfn()).isEqualTo(512 << 8);
            assertThat(of(1024, bytes).maxLowPfn()).isEqualTo(896 << 8);
            assertThat(of(1024, bytes).maxPfn()).isEqualTo(1024 << 8);
        }
    }

    @Test
    void pagesAreCountedIn32Bits() {
        assertThat(of(512, (1L << 44) + 128 * MIB).maxLowPfn()).isEqualTo(384 << 8);
    }
}
