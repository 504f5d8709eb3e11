package io.numactor.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.PageRun;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The sums of a report, by hand: 60 blocks of 2 pages on node 0, 30 on node 1, 10 on node 3. */
class LoadReportTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    @Test
    void countsWhoServedWhom() {
        LoadReport report = sample().report(2_000_000_000L);
        assertThat(report.servedBy()).isEqualTo(Map.of(0, Map.of(0, 60L, 1, 30L, 3, 10L)));
        assertThat(report.servedByNode()).isEqualTo(Map.of(0, 60L, 1, 30L, 3, 10L));
        assertThat(report.misses()).isEqualTo(40);
        assertThat(report.firstServed()).containsExactly(0, 1, 3);
    }

    @Test
    void weighsDistanceByBlocksAndCostByPages() {
        LoadReport report = sample().report(2_000_000_000L);
        assertThat(report.localShare()).isCloseTo(0.6, EXACT);
        assertThat(report.meanDistance()).isCloseTo((600 + 480 + 220) / 100.0, EXACT);
        assertThat(report.pages()).isEqualTo(200);
        assertThat(report.accessNanos()).isEqualTo(120 * 100 + 60 * 160 + 20 * 220);
        assertThat(report.meanAccessNanos()).isCloseTo(26_000 / 200.0, EXACT);
        assertThat(report.blocksPerSecond()).isCloseTo(50, EXACT);
    }

    @Test
    void countsEveryBlockThatWasNotServedUnderItsReason() {
        LoadTally tally = sample();
        tally.freed(FreeResponse.newBuilder()
                .setFreed(5)
                .addRefusals(FreeRefusal.newBuilder().setReason("stale"))
                .build());
        LoadReport report = tally.report(1);
        assertThat(report.failures()).isEqualTo(Map.of("would_reclaim", 20L, "free refused: stale", 1L));
        assertThat(report.requestedBlocks()).isEqualTo(120);
        assertThat(report.servedBlocks()).isEqualTo(100);
        assertThat(report.freedBlocks()).isEqualTo(5);
        assertThat(report.progress()).isCloseTo(0.6, EXACT);
    }

    @Test
    void putsARequestsTimeUnderItsFarthestBlock() {
        LoadReport report = sample().report(1);
        assertThat(report.latency().keySet()).containsExactly(LoadTally.NO_DISTANCE, 10, 22);
        assertThat(report.latency().get(22)).isNotNull().satisfies(times -> {
            assertThat(times.requests()).isEqualTo(1);
            assertThat(times.maxNanos()).isBetween(2_000L, 2_002L);
        });
    }

    @Test
    void ofNothingIsZeroEverywhere() {
        LoadReport report = new LoadTally(1, 10).report(0);
        assertThat(report.localShare()).isZero();
        assertThat(report.meanDistance()).isZero();
        assertThat(report.meanAccessNanos()).isZero();
        assertThat(report.blocksPerSecond()).isZero();
        assertThat(report.misses()).isZero();
    }

    private static LoadTally sample() {
        LoadTally tally = new LoadTally(1, 200);
        tally.allocated(answer(60, run(0, 60, 10, 100)), 60, 1_000);
        tally.allocated(answer(40, run(1, 30, 16, 160), run(3, 10, 22, 220)), 40, 2_000);
        Failure failure = Failure.newBuilder()
                .setReason(Failure.Reason.REASON_WOULD_RECLAIM)
                .build();
        tally.allocated(
                AllocateResponse.newBuilder()
                        .setRequested(20)
                        .setFailure(failure)
                        .build(),
                20,
                500);
        return tally;
    }

    private static AllocateResponse answer(int served, PageRun... runs) {
        return AllocateResponse.newBuilder()
                .setServed(served)
                .setRequested(served)
                .addAllRuns(List.of(runs))
                .build();
    }

    private static PageRun run(int node, int blocks, int distance, int accessNanos) {
        return PageRun.newBuilder()
                .setNode(node)
                .setOrder(1)
                .setBlocks(blocks)
                .setDistance(distance)
                .setAccessNanos(accessNanos)
                .build();
    }
}
