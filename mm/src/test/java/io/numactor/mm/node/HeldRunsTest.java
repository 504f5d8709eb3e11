package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node lists of an owner: neighbours of one order, zone and answer are one run. */
class HeldRunsTest {
    private static final int EVERY = 100;

    private final PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 2048, 4096));

    @Test
    void neighboursThatWereHandedOutTogetherAreOneRun() {
        assertThat(node.held(OWNER, 0, EVERY)).isEmpty();
        ask(NORMAL).order(2).count(3).of(node);
        assertThat(node.held(OWNER, 0, EVERY)).containsExactly(new HeldRun(2048, 2, 3, NORMAL, GRANT));
        assertThat(node.held(OWNER, 0, EVERY).get(0).end()).isEqualTo(2060);
    }

    @Test
    void anotherOwnerOrAnswerOrOrderOrAHoleEndsARun() {
        ask(NORMAL).order(2).count(2).of(node);
        ask(NORMAL).order(2).owner(OWNER, GRANT + 1).of(node);
        ask(NORMAL).order(2).owner(OWNER + 1, GRANT).of(node);
        ask(NORMAL).order(2).count(3).of(node);
        ask(NORMAL).order(3).of(node);
        node.free(OWNER, 2068, 2, GRANT, 0);
        assertThat(node.held(OWNER, 0, EVERY))
                .containsExactly(
                        new HeldRun(2048, 2, 2, NORMAL, GRANT),
                        new HeldRun(2056, 2, 1, NORMAL, GRANT + 1),
                        new HeldRun(2064, 2, 1, NORMAL, GRANT),
                        new HeldRun(2072, 2, 1, NORMAL, GRANT),
                        new HeldRun(2080, 3, 1, NORMAL, GRANT));
        assertThat(node.held(OWNER + 1, 0, EVERY)).containsExactly(new HeldRun(2060, 2, 1, NORMAL, GRANT));
    }

    @Test
    void aRunEndsWithItsZone() {
        ask(DMA32).order(10).of(node);
        ask(NORMAL).order(10).count(2).of(node);
        assertThat(node.held(OWNER, 0, EVERY))
                .containsExactly(new HeldRun(1024, 10, 1, DMA32, GRANT), new HeldRun(2048, 10, 2, NORMAL, GRANT));
    }

    @Test
    void aListGoesOnWhereItsPartBeforeEnded() {
        ask(NORMAL).order(2).count(2).of(node);
        ask(NORMAL).order(2).owner(OWNER, GRANT + 1).of(node);
        List<HeldRun> first = node.held(OWNER, 0, 1);
        assertThat(first).containsExactly(new HeldRun(2048, 2, 2, NORMAL, GRANT));
        assertThat(node.held(OWNER, first.get(0).end(), EVERY))
                .containsExactly(new HeldRun(2056, 2, 1, NORMAL, GRANT + 1));
        assertThat(node.held(OWNER, 2060, EVERY)).isEmpty();
        assertThat(node.held(OWNER, 1 << 20, EVERY)).isEmpty();
    }
}
