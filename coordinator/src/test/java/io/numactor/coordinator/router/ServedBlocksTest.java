package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.PageRun;
import org.junit.jupiter.api.Test;

final class ServedBlocksTest {
    private final ServedBlocks served = new ServedBlocks(1);

    private AllocateResponse take(int count) {
        AllocateResponse.Builder answer = AllocateResponse.newBuilder();
        served.take(count, answer);
        return answer.build();
    }

    private void from(int nid) {
        served.from(new ServedBlocks.Source(nid, 1, 2, 10, 80, nid));
    }

    @Test
    void neighboursThatCameDownwardAreOneRun() {
        from(0);
        served.add(0x106, 1, 2);
        served.add(0x102, 2, 2);
        served.add(0x100, 1, 2);
        served.add(0x0f0, 1, 2);
        assertThat(take(5).getRunsList())
                .extracting(PageRun::getPfn, PageRun::getBlocks)
                .containsExactly(tuple(0x100L, 4), tuple(0xf0L, 1));
    }

    @Test
    void eachTakerGetsTheBlocksOfItsTurn() {
        from(0);
        served.add(0x106, 1, 2);
        served.add(0x102, 2, 2);
        assertThat(take(2).getRunsList())
                .extracting(PageRun::getPfn, PageRun::getBlocks)
                .containsExactly(tuple(0x106L, 1), tuple(0x102L, 1));
        assertThat(take(1).getRuns(0).getPfn()).isEqualTo(0x104);
        assertThat(served.left()).isZero();
    }

    @Test
    void runsOfTwoNodesOrZonesStayApart() {
        from(0);
        served.add(0x104, 1, 2);
        served.add(0x102, 1, 1);
        from(1);
        served.add(0x100, 1, 1);
        assertThat(take(3).getRunsList())
                .extracting(PageRun::getNode, PageRun::getZoneValue)
                .containsExactly(tuple(0, 3), tuple(0, 2), tuple(1, 2));
    }
}
