package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the free pages are gone that compaction takes, as far as the events before and after can tell. */
final class FreeScannerTest {
    private static final int ZONE = 2;
    private static final int CPU = 1;

    /** Pages taken, and before which event. */
    private final List<String> taken = new ArrayList<>();

    private int event;

    /** A run that begins at event 10 and frees a page at each event from 100 on. */
    private static Compaction run(int frees, int pages, Compaction.Batch... batches) {
        return new Compaction(
                10, 1000, ZONE, CPU, IntStream.range(100, 100 + frees).toArray(), pages, List.of(batches));
    }

    /** Follows the run over a zone whose largest block has so many pages. */
    private List<String> follow(Compaction run, int largest) {
        FreeScanner scanner = new FreeScanner(List.of(run), (zone, cpu, most) -> {
            assertThat(List.of(zone, cpu)).containsExactly(ZONE, CPU);
            taken.add(Math.min(most, largest) + " at " + event);
            return Math.min(most, largest);
        });
        for (event = 0; event <= run.end(); event++) {
            scanner.before(event);
        }
        return taken;
    }

    @Test
    void aWholeBlockGoesAtTheBeginningAndAnotherWhenItIsUsedUp() {
        assertThat(follow(run(443, 443), 1024)).containsExactly("256 at 10", "187 at 356");
    }

    @Test
    void moreGoesWhereMoreIsMovedTogether() {
        Compaction.Batch few = new Compaction.Batch(90, 32);
        Compaction.Batch many = new Compaction.Batch(800, 400);
        assertThat(follow(run(700, 700, few, many), 1024))
                .containsExactly("256 at 10", "256 at 356", "144 at 356", "44 at 756");
    }

    @Test
    void smallBlocksGoUntilAllThatIsMovedTogetherHasAPlace() {
        assertThat(follow(run(9, 9, new Compaction.Batch(500, 7)), 4))
                .containsExactly("4 at 10", "3 at 10", "2 at 107");
    }

    @Test
    void smallerBlocksGoOneAfterTheOther() {
        assertThat(follow(run(9, 9), 4)).containsExactly("4 at 10", "4 at 104", "1 at 108");
    }

    @Test
    void pagesThatNoFreeTellsOfGoByTheEnd() {
        assertThat(follow(run(2, 300), 1024)).containsExactly("256 at 10", "44 at 1000");
    }

    @Test
    void moreFreesThanPagesTakeNothing() {
        assertThat(follow(run(5, 2), 1024)).containsExactly("2 at 10");
    }

    @Test
    void aFullZoneGivesNothingAndTheRunIsOver() {
        assertThat(follow(run(2, 2), 0)).containsExactly("0 at 10", "0 at 100", "0 at 101", "0 at 1000");
    }
}
