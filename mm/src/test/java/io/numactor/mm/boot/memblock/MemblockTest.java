package io.numactor.mm.boot.memblock;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.page.PfnRange;
import org.junit.jupiter.api.Test;

class MemblockTest {
    private static final long PAGE = Memblock.PAGE_BYTES;

    private static Memblock twoNodes() {
        Memblock memblock = new Memblock();
        memblock.add(PAGE, 0x100000);
        memblock.add(0x100000, 0x200000);
        memblock.setNode(0, 0x100000, 0);
        memblock.setNode(0x100000, 0x200000, 1);
        return memblock;
    }

    @Test
    void handsOutTheHighestBytesFirst() {
        Memblock memblock = twoNodes();
        assertThat(memblock.alloc(PAGE, PAGE, Memblock.ANY_NODE)).hasValue(0x1ff000);
        assertThat(memblock.alloc(100, 64, Memblock.ANY_NODE)).hasValue(0x1fef80);
        assertThat(memblock.alloc(16, 64, Memblock.ANY_NODE)).hasValue(0x1fef40);
    }

    @Test
    void prefersTheNodeAndFallsBackToAny() {
        Memblock memblock = twoNodes();
        assertThat(memblock.alloc(PAGE, PAGE, 0)).hasValue(0xff000);
        memblock.reserve(0, 0x100000);
        assertThat(memblock.alloc(PAGE, PAGE, 0)).hasValue(0x1ff000);
        assertThat(memblock.allocExact(PAGE, PAGE, 0, Long.MAX_VALUE, 0)).isEmpty();
    }

    @Test
    void roundsDownToTheAlignment() {
        Memblock memblock = twoNodes();
        memblock.reserve(0x1f0000, 0x200000);
        assertThat(memblock.alloc(0x8000, 0x10000, 1)).hasValue(0x1e0000);
        assertThat(memblock.alloc(PAGE, PAGE, 1)).as("the gap above").hasValue(0x1ef000);
    }

    @Test
    void doesNotCrossFromNodeToNode() {
        Memblock memblock = twoNodes();
        memblock.reserve(0x102000, 0x200000);
        assertThat(memblock.alloc(4 * PAGE, PAGE, Memblock.ANY_NODE)).hasValue(0xfc000);
    }

    @Test
    void takesTheLowestWhenToldTo() {
        Memblock memblock = twoNodes();
        memblock.reserve(0, 0x20800);
        memblock.bottomUp();
        assertThat(memblock.alloc(PAGE, PAGE, Memblock.ANY_NODE)).hasValue(0x21000);
        memblock.topDown();
        assertThat(memblock.alloc(PAGE, PAGE, Memblock.ANY_NODE)).hasValue(0x1ff000);
    }

    @Test
    void keepsOffMemoryThatMayBeUnplugged() {
        Memblock memblock = twoNodes();
        memblock.avoidHotPluggable();
        memblock.setHotPluggable(0x100000, 0x200000, true);
        assertThat(memblock.alloc(PAGE, PAGE, 1)).hasValue(0xff000);
    }

    @Test
    void givesOnlyWholePagesToTheBuddyAllocator() {
        Memblock memblock = twoNodes();
        memblock.reserve(0x10010, 0x11ff0);
        memblock.reserve(0x80000, 0x180000);
        assertThat(memblock.freeRanges())
                .containsExactly(new PfnRange(1, 0x10), new PfnRange(0x12, 0x80), new PfnRange(0x180, 0x200));
    }

    @Test
    void takesBackAPart() {
        Memblock memblock = twoNodes();
        memblock.reserve(0x10000, 0x20000);
        memblock.free(0x14000, 0x18000);
        assertThat(memblock.freeRanges()).contains(new PfnRange(0x14, 0x18));
        assertThat(memblock.nodesWithReservations()).containsExactly(0);
    }

    @Test
    void joinsReservationsThatTouch() {
        Memblock memblock = twoNodes();
        memblock.reserve(0x10000, 0x20000);
        memblock.reserve(0x30000, 0x40000);
        memblock.reserve(0x18000, 0x30000);
        memblock.free(0x10000, 0x40000);
        assertThat(memblock.nodesWithReservations()).isEmpty();
    }
}
