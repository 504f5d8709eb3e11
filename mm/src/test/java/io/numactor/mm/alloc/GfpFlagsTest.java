package io.numactor.mm.alloc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GfpFlagsTest {
    @ParameterizedTest
    @CsvSource({
        "0x1c24ca, GFP_TRANSHUGE",
        "0x1c20ca, GFP_TRANSHUGE_LIGHT",
        "0x100cca, GFP_HIGHUSER_MOVABLE",
        "0x100cc2, GFP_HIGHUSER",
        "0x100cc0, GFP_USER",
        "0x400cc0, GFP_KERNEL_ACCOUNT",
        "0xcc0, GFP_KERNEL",
        "0xc40, GFP_NOFS",
        "0xa20, GFP_ATOMIC",
        "0xc00, GFP_NOIO",
        "0x800, GFP_NOWAIT",
        "0x140cca, GFP_HIGHUSER_MOVABLE|__GFP_COMP",
        "0x400dc0, GFP_KERNEL_ACCOUNT|__GFP_ZERO",
        "0x152c4a, " + "GFP_NOFS|__GFP_HIGHMEM|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP|__GFP_HARDWALL|__GFP_MOVABLE",
        "0x3d24ca, GFP_TRANSHUGE|__GFP_NORETRY|__GFP_THISNODE",
        "0xdc0, GFP_KERNEL|__GFP_ZERO",
        "0x8000dc0, GFP_KERNEL|__GFP_ZERO|0x8000000",
        "0x0, none"
    })
    void printsAndReadsAsTheKernelDoes(String number, String names) {
        int gfp = GfpFlags.parse(number);

        assertThat(GfpFlags.format(gfp)).isEqualTo(names);
        assertThat(GfpFlags.parse(names)).isEqualTo(gfp);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, NORMAL, NORMAL",
        "0x1, DMA, DMA",
        "0x2, NORMAL, HIGHMEM",
        "0x4, DMA32, NORMAL",
        "0x8, NORMAL, NORMAL",
        "0x9, DMA, DMA",
        "0xa, MOVABLE, MOVABLE",
        "0xc, DMA32, NORMAL"
    })
    void findsTheHighestZone(String gfp, ZoneType amd64, ZoneType ia32) {
        assertThat(GfpFlags.highestZone(GfpFlags.parse(gfp), ZoneSet.X86_64)).isEqualTo(amd64);
        assertThat(GfpFlags.highestZone(GfpFlags.parse(gfp), ZoneSet.I386)).isEqualTo(ia32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x3", "0x5", "0x6", "0x7", "0xb", "0xd", "0xe", "0xf"})
    void refusesContradictingZones(String gfp) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GfpFlags.checked(GfpFlags.parse(gfp)))
                .withMessageContaining("more than one of the zones");
    }

    @Test
    void takesTheMigrateTypeFromTheMobilityBits() {
        assertThat(GfpFlags.migrateType(GfpFlags.GFP_KERNEL)).isEqualTo(MigrateType.UNMOVABLE);
        assertThat(GfpFlags.migrateType(GfpFlags.GFP_HIGHUSER_MOVABLE)).isEqualTo(MigrateType.MOVABLE);
        assertThat(GfpFlags.migrateType(GfpFlags.GFP_KERNEL | GfpFlags.RECLAIMABLE))
                .isEqualTo(MigrateType.RECLAIMABLE);
    }

    @Test
    void refusesWhatIsBothMovableAndReclaimable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GfpFlags.checked(GfpFlags.MOVABLE | GfpFlags.RECLAIMABLE))
                .withMessage("__GFP_RECLAIMABLE|__GFP_MOVABLE is both movable and reclaimable");
    }

    @Test
    void namesTheWordThatIsNoFlag() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GfpFlags.parse("GFP_KERNEL|GFP_WISH"))
                .withMessageContaining("'GFP_WISH'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GfpFlags.parse("0xyz"))
                .withMessageContaining("'0xyz'");
    }

    @Test
    void knowsWhoMayWaitAndWhoWakesKswapd() {
        assertThat(GfpFlags.allowsDirectReclaim(GfpFlags.GFP_KERNEL)).isTrue();
        assertThat(GfpFlags.allowsDirectReclaim(GfpFlags.GFP_ATOMIC)).isFalse();
        assertThat(GfpFlags.wakesKswapd(GfpFlags.GFP_ATOMIC)).isTrue();
        assertThat(GfpFlags.wakesKswapd(GfpFlags.GFP_TRANSHUGE_LIGHT)).isFalse();
    }
}
