package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.wire.NodeRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The slow path over several nodes: page cache is reclaimed before a request fails. */
final class RouterReclaimTest extends RouterFixture {
    @Test
    void reclaimsInTheListsOrderWhenEveryNodeIsBelowItsMinMark() {
        submit(pages(1).setExplain(true));
        failEverywhere(2);

        assertThat(reclaim(12, true)).isEqualTo(0);
        assertThat(reclaim(20, true)).isEqualTo(1);
        assertThat(serve(1)).isEqualTo(0);

        AllocateResponse done = allocated();
        assertThat(done.getServed()).isEqualTo(1);
        assertThat(done.getStepsList())
                .extracting(step -> step.getPass() + " " + step.getNode() + " " + step.getReclaimedPages())
                .containsExactly(
                        "low 0 0",
                        "low 1 0",
                        "low 3 0",
                        "low 2 0",
                        "kswapd 0 0",
                        "kswapd 1 0",
                        "kswapd 3 0",
                        "kswapd 2 0",
                        "min 0 0",
                        "min 1 0",
                        "min 3 0",
                        "min 2 0",
                        "reclaim 0 12",
                        "reclaim 1 20",
                        "min 0 0");
    }

    @Test
    void saysThatTheKernelWouldKillWhenNothingIsLeftToReclaim() {
        submit(pages(1));
        failEverywhere(2);
        for (int node = 0; node < 4; node++) {
            reclaim(0, false);
        }

        Failure failure = allocated().getFailure();
        assertThat(failure.getReason()).isEqualTo(Failure.Reason.REASON_WOULD_RECLAIM);
        assertThat(failure.getOomKill()).isTrue();
        assertThat(failure.getDetail()).contains("no page cache is left").contains("kill a process");
    }

    @Test
    void zoneReclaimModeLetsTheCpusOwnNodeReclaimFirst() {
        router.install(
                install(2, true, List.of()).toBuilder().setZoneReclaimMode(1).build());
        submit(pages(1).setReclaimable(true));

        List<Boolean> reclaims = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            NodeRequest request = sent.element().work().getRequests(0);
            assertThat(request.getTryZones().getReclaimable()).isTrue();
            reclaims.add(request.getTryZones().getNodeReclaim());
            serve(0);
        }
        assertThat(reclaims).containsExactly(true, false, false, false);
    }

    private void failEverywhere(int passes) {
        for (int question = 0; question < 4 * passes; question++) {
            serveTries();
        }
    }
}
