package io.numactor.mm.boot.memblock;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.page.PfnRange;
import org.junit.jupiter.api.Test;

/** The book's bootmem allocator (2.6.24). */
class BootmemTest {
    private static final long MIB = 1L << 20;

    private static Bootmem allFree(long pages) {
        Bootmem bootmem = new Bootmem(0, pages, 0, 4);
        bootmem.free(0, pages << 12);
        return bootmem;
    }

    @Test
    void needsSevenPagesFor896MiB() {
        Bootmem bootmem = new Bootmem(0, 229376, 1222, 4);
        assertThat(bootmem.bitmapBytes()).isEqualTo(28672);
        assertThat(bootmem.bitmapPages()).isEqualTo(7);
        assertThat(bootmem.freeRanges()).isEmpty();
    }

    @Test
    void roundsFreedMemoryInwardsAndReservedOutwards() {
        Bootmem bootmem = new Bootmem(0, 256, 0, 4);
        bootmem.free(0x1800, 0x9fc00);
        assertThat(bootmem.freeRanges()).containsExactly(new PfnRange(2, 0x9f));
        bootmem.reserve("some bytes", 0x3fff, 0x4001);
        assertThat(bootmem.freeRanges()).containsExactly(new PfnRange(2, 3), new PfnRange(5, 0x9f));
    }

    @Test
    void packsSmallRequestsIntoOnePage() {
        Bootmem bootmem = allFree(64);
        assertThat(bootmem.alloc("a", 100, 32, 0)).hasValue(0);
        assertThat(bootmem.alloc("b", 100, 32, 0)).hasValue(128);
        assertThat(bootmem.alloc("c", 4096, 4096, 0)).hasValue(0x1000);
        assertThat(bootmem.freeRanges()).containsExactly(new PfnRange(2, 64));
    }

    @Test
    void startsAtTheGoalAndWrapsAround() {
        Bootmem bootmem = allFree(8192);
        assertThat(bootmem.alloc("above DMA", 4096, 4096, 16 * MIB)).hasValue(16 * MIB);
        bootmem.reserve("the rest", 16 * MIB, 32 * MIB);
        assertThat(bootmem.alloc("below", 4096, 4096, 16 * MIB)).hasValue(0);
        assertThat(bootmem.alloc("too much", 64 * MIB, 4096, 0)).isEmpty();
    }
}
