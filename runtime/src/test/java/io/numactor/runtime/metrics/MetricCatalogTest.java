package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MetricCatalogTest {
    /** The names of the design, one by one: dashboards of users hold on to them. */
    private static final String NAMES = """
            numactor_numa_hit_total numactor_numa_miss_total numactor_numa_foreign_total
            numactor_interleave_hit_total numactor_local_node_total numactor_other_node_total
            numactor_fallback_total numactor_access_seconds_total
            numactor_pages_allocated_total numactor_pages_freed_total numactor_pagesets_total
            numactor_pages_reclaimed_total numactor_kswapd_wakes_total numactor_kswapd_sleeps_total
            numactor_zone_skips_total numactor_allocation_failures_total
            numactor_allocation_duration_seconds numactor_allocation_hops
            numactor_zone_pages numactor_zone_watermark_pages numactor_buddy_free_blocks
            numactor_node_distance numactor_node_online numactor_node_kswapd_awake
            numactor_zonelist_epoch numactor_zonelist_rebuilds_total
            numactor_boot_phase numactor_boot_phase_duration_seconds
            numactor_router_inflight_requests numactor_router_owners numactor_mailbox_messages
            numactor_dead_letters_total numactor_metric_source_timeouts_total
            numactor_load_requests_total numactor_load_target_rate
            numactor_load_latency_seconds numactor_load_missed_schedule_total
            """;

    @Test
    void hasExactlyTheseNames() {
        assertThat(Arrays.stream(MetricCatalog.values()).map(MetricCatalog::wireName))
                .containsExactlyInAnyOrder(NAMES.strip().split("\\s+"));
    }

    @Test
    void durationsGoFrom50MicrosecondsToOneSecond() {
        assertThat(MetricCatalog.ALLOCATION_DURATION_SECONDS.buckets())
                .startsWith(0.00005)
                .endsWith(1.0)
                .isSorted();
    }

    @Test
    void hopsHaveTheirOwnBuckets() {
        assertThat(MetricCatalog.ALLOCATION_HOPS.buckets()).containsExactly(0.0, 1.0, 2.0, 3.0, 5.0, 8.0);
    }

    @ParameterizedTest
    @EnumSource
    void onlyCountersEndInTotal(MetricCatalog metric) {
        assertThat(metric.wireName().endsWith("_total")).isEqualTo(metric.type() == MetricType.COUNTER);
    }

    @ParameterizedTest
    @EnumSource
    void helpIsOneSentence(MetricCatalog metric) {
        assertThat(metric.help()).endsWith(".").hasSizeLessThan(110);
        assertThat(metric.help().substring(0, metric.help().length() - 1)).doesNotContain(". ");
    }
}
