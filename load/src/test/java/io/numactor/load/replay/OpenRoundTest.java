package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.mm.zone.FreePages;
import io.numactor.mm.zone.ZoneMarks;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A real zone of 32543 pages, marks 240, 300, 360: stolen from before a round of kswapd and again during it. The 6.1
 * kernel then served it from down to 634 free pages, so no full boost of 512 was left: only the cap of 540 less the 512
 * that the round had found.
 */
class OpenRoundTest {
    private static final long MANAGED = 32_543;
    private static final ZoneType TYPE = ZoneType.DMA32;

    private final ZoneMarks marks = marks();

    private static ZoneMarks marks() {
        ZoneMarks marks = new ZoneMarks((order, highAtomic) -> true, new FreePages(1));
        marks.install(new ZoneParams(
                new Watermarks(240, 300, 360, 420), ZoneSet.X86_64.widened(List.of(0L, 0L, 0L, 0L, 0L)), 0, 1));
        return marks;
    }

    private OpenRound guessedToBeOverAtASteal() {
        marks.boost(MANAGED);
        OpenRound round = new OpenRound(0, 100, TYPE.ordinal(), 110);
        marks.dropBoost(512);
        round.noteTaken(TYPE, 512);
        round.noteSteal(TYPE, 200);
        marks.boost(MANAGED);
        return round;
    }

    @Test
    void aRoundEndsAfterItsDaemonsLastWork() {
        OpenRound round = guessedToBeOverAtASteal();
        assertThat(round.end()).isEqualTo(111);
        assertThat(marks.boost()).isEqualTo(512);
    }

    @Test
    void aRoundThatOutlastsAStealTakesOffPartOfTheNewBoost() {
        OpenRound round = guessedToBeOverAtASteal();
        assertThat(round.guesses(TYPE)).isTrue();
        round.extend();
        round.correct(TYPE, marks, MANAGED);
        assertThat(marks.boost()).isEqualTo(28);
        assertThat(round.end()).isEqualTo(201);
        assertThat(round.guesses(TYPE)).isFalse();
    }

    @Test
    void aRoundLastsAsLongAsAZoneIsPassedOverForItsBoost() {
        OpenRound round = guessedToBeOverAtASteal();
        round.passedOver(250);
        round.extend();
        assertThat(round.end()).isEqualTo(251);
    }
}
