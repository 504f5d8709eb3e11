package io.numactor.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** A node's frames are counted from the largest block that its span begins in, to the end of the last one. */
class MemMapTest {
    private static PfnRange range(long start, long end) {
        return new PfnRange(start, end);
    }

    @Test
    void coversTheBlocksThatTheSpanTouches() {
        MemMap map = new MemMap(range(2053, 3073));
        assertThat(map.basePfn()).isEqualTo(2048);
        assertThat(map.blocks()).isEqualTo(2);
        assertThat(map.contains(2047)).isFalse();
        assertThat(map.contains(2048)).isTrue();
        assertThat(map.contains(4095)).isTrue();
        assertThat(map.contains(4096)).isFalse();
        assertThat(new MemMap(range(2048, 3072)).blocks()).isEqualTo(1);
    }

    @Test
    void frameNumbersBeginAtZero() {
        MemMap map = new MemMap(range(2053, 3000));
        assertThat(map.frame(2048)).isZero();
        assertThat(map.frame(3071)).isEqualTo(1023);
        assertThat(map.pfn(1023)).isEqualTo(3071);
        assertThat(map.frameOrNone(2048)).isZero();
        assertThat(map.frameOrNone(3071)).isEqualTo(1023);
        assertThat(map.frameOrNone(2047)).isEqualTo(MemMap.NO_FRAME);
        assertThat(map.frameOrNone(3072)).isEqualTo(MemMap.NO_FRAME);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.frame(3072))
                .withMessage("pfn 0xc00 is outside the span of 1 blocks from pfn 0x800");
    }

    @Test
    void growsOverWhatComesOnlineAndKeepsWhatItKnows() {
        MemMap map = new MemMap(range(2048, 3072));
        map.setMigrateType(512, 2);
        map.grow(range(4096, 5000));
        assertThat(map.blocks()).isEqualTo(3);
        assertThat(map.contains(5119)).isTrue();
        assertThat(map.contains(5120)).isFalse();
        assertThat(map.migrateType(512)).isEqualTo(2);
        assertThat(map.migrateType(map.frame(5119))).isZero();
        map.grow(range(3072, 4096));
        assertThat(map.blocks()).isEqualTo(3);
        MemMap none = new MemMap(range(0, 0));
        none.grow(range(4096 + 7, 5000));
        assertThat(none.basePfn()).isEqualTo(4096);
        assertThat(none.blocks()).isEqualTo(1);
    }

    @Test
    void refusesSpansOfEightTebibytesAndFramesBelowTheFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemMap(range(0, 1L << 31)))
                .withMessageContaining("spans 2147483648 frames");
        MemMap map = new MemMap(range(2048, 3072));
        assertThatIllegalArgumentException().isThrownBy(() -> map.grow(range(1L << 32, (1L << 32) + 1024)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.grow(range(1024, 2048)))
                .withMessageContaining("below the node's first frame, pfn 0x800");
    }
}
