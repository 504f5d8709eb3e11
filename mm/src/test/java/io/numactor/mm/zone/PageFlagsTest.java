package io.numactor.mm.zone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PageFlagsTest {
    /** Node 3, zone Normal: (3 &lt;&lt; 54) | (2 &lt;&lt; 51); as one number 26. */
    @Test
    void packsNodeAndZoneAtTheTop() {
        long flags = PageFlags.of(3, 2, false);
        assertThat(flags & 0xfff8_0000_0000_0000L).isEqualTo(0x00d0_0000_0000_0000L);
        assertThat(PageFlags.nid(flags)).isEqualTo(3);
        assertThat(PageFlags.zoneNumber(flags)).isEqualTo(2);
        assertThat(PageFlags.zoneId(flags)).isEqualTo(26);
    }

    @Test
    void anUntouchedPageHasNoLastCpu() {
        long flags = PageFlags.of(3, 2, false);
        assertThat(PageFlags.fields(flags).stream().map(field -> field.name() + " " + field.value()))
                .containsExactly("node 3", "zone 2", "last_cpupid 2097151", "lru_gen 0", "lru_refs 0", "flags 0");
        assertThat(PageFlags.fields(flags).stream().map(PageFlags.Field::shift)).containsExactly(54, 51, 30, 27, 25, 0);
        assertThat(PageFlags.section(32_767)).isZero();
        assertThat(PageFlags.section(65_536)).isEqualTo(2);
    }

    @Test
    void theFieldsFillTheWord() {
        long flags = PageFlags.of(1023, 4, true);
        assertThat(PageFlags.fields(flags).stream()
                        .mapToInt(PageFlags.Field::width)
                        .sum())
                .isEqualTo(64);
        assertThat(PageFlags.nid(flags)).isEqualTo(1023);
        assertThat(flags & 1 << 12).isNotZero();
    }
}
