package io.numactor.mm.addr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.kernel.KernelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class Amd64AddressSpaceTest {
    private static Amd64AddressSpace space(KernelVersion kernel, boolean fiveLevels) {
        return new Amd64AddressSpace(Amd64Layout.of(kernel, fiveLevels), 1L << 20, 0);
    }

    @Test
    void findsDirectMappingAndDescriptor() {
        Amd64AddressSpace space = space(KernelVersion.V6_1, false);
        assertThat(space.va(0x100000000L)).isEqualTo(0xffff888100000000L);
        assertThat(space.descriptor(0x100000)).isEqualTo(0xffffea0004000000L);
        assertThat(space.pa(0xffffffff81000000L)).isEqualTo(0x1000000);
        assertThat(space.pa(0xffff888100000000L)).isEqualTo(0x100000000L);
        assertThat(space.highMemory()).isEqualTo(0xffff888100000000L);
        assertThatIllegalArgumentException().isThrownBy(() -> space.pa(0xffffea0000000000L));
        assertThatIllegalArgumentException().isThrownBy(() -> space.va(1L << 46));
        assertThat(space(KernelVersion.V6_1, true).va(1L << 46)).isEqualTo(0xff11400000000000L);
    }

    @Test
    void leavesAHoleBetweenTheHalves() {
        Amd64AddressSpace space = space(KernelVersion.V2_6_24, false);
        assertThat(space.isCanonical(0x00007fffffffffffL)).isTrue();
        assertThat(space.isCanonical(0x0000800000000000L)).isFalse();
        assertThat(space.isCanonical(0xffff7fffffffffffL)).isFalse();
        assertThat(space.isCanonical(0xffff800000000000L)).isTrue();
        assertThat(space(KernelVersion.V6_1, true).isCanonical(0x00ffffffffffffffL))
                .isTrue();
        assertThat(space.va(0)).isEqualTo(0xffff810000000000L);
        assertThat(space.descriptor(0)).isEqualTo(0xffffe20000000000L);
    }

    @ParameterizedTest
    @EnumSource
    void coversAllAddressesWithoutGaps(Amd64Layout layout) {
        long next = 0;
        for (AddressRegion region : layout.regions()) {
            assertThat(region.start()).as(region.name()).isEqualTo(next);
            next = region.last() + 1;
        }
        assertThat(next).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "EARLY, direct mapping, 64",
        "EARLY, 'vmalloc, ioremap', 32",
        "EARLY, page descriptors (vmemmap), 1",
        "FOUR_LEVELS, direct mapping, 64",
        "FOUR_LEVELS, 'vmalloc, ioremap', 32",
        "FOUR_LEVELS, KASAN shadow, 16",
        "FIVE_LEVELS, direct mapping, 32768",
        "FIVE_LEVELS, 'vmalloc, ioremap', 12800",
        "FIVE_LEVELS, page descriptors (vmemmap), 512"
    })
    void givesEachRegionItsTebibytes(Amd64Layout layout, String region, long tebibytes) {
        assertThat(layout.region(region).bytes()).isEqualTo(tebibytes << 40);
    }
}
