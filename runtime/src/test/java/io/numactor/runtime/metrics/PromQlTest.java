package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PromQlTest {
    @Test
    void knowsTheCatalogue() {
        assertThat(PromQl.unknownNames("sum by (node) (rate(numactor_numa_miss_total{zone=~\"$zone\"}[1m]))"))
                .isEmpty();
        assertThat(PromQl.unknownNames("sum by (le) (rate(numactor_allocation_hops_bucket[1m]))"))
                .isEmpty();
        assertThat(PromQl.unknownNames("cluster:numactor_hit:ratio_rate1m > 0.25"))
                .isEmpty();
    }

    @Test
    void namesWhatIsNotInTheCatalogue() {
        assertThat(PromQl.unknownNames("rate(numactor_numa_mis_total[1m])")).containsExactly("numactor_numa_mis_total");
        assertThat(PromQl.unknownNames("numactor_zone_pages{king=\"free\"}")).containsExactly("king");
        assertThat(PromQl.unknownNames("sum by (noed) (numactor_zone_pages)")).containsExactly("noed");
        assertThat(PromQl.unknownNames("rate(numactor_allocation_hops[1m])"))
                .containsExactly("numactor_allocation_hops");
        assertThat(PromQl.unknownNames("rate(numactor_numa_hit_total_count[1m])"))
                .containsExactly("numactor_numa_hit_total_count");
    }
}
