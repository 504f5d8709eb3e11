package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.ForeignCount;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.SkipCount;
import io.numactor.api.v1.ZoneCounters;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.ZoneType;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeMetricsTest {
    /** Distances to node 1 of a machine of three nodes. */
    private static final int[] TO_NODE_1 = {21, 10, 31};

    @Test
    void countsAsTheKernelDoesPerZone() {
        assertThat(NodeMetrics.of(node(normal()), TO_NODE_1))
                .contains(
                        Sample.of(MetricCatalog.NUMA_HIT_TOTAL, 100, "1", "Normal"),
                        Sample.of(MetricCatalog.NUMA_MISS_TOTAL, 9, "1", "Normal"),
                        Sample.of(MetricCatalog.LOCAL_NODE_TOTAL, 98, "1", "Normal"),
                        Sample.of(MetricCatalog.OTHER_NODE_TOTAL, 11, "1", "Normal"),
                        Sample.of(MetricCatalog.INTERLEAVE_HIT_TOTAL, 2, "1", "Normal"));
    }

    @Test
    void givesForeignsUnderTheNodeThatWasPreferred() {
        List<Sample> samples = NodeMetrics.of(node(normal(), foreign(0, ZoneType.ZONE_TYPE_NORMAL, 6)), TO_NODE_1);

        assertThat(samples).contains(Sample.of(MetricCatalog.NUMA_FOREIGN_TOTAL, 6, "0", "Normal"));
    }

    @Test
    void givesOneFallbackPerPairWithTheDistanceThatLedHere() {
        NodeState state = node(
                normal(),
                foreign(0, ZoneType.ZONE_TYPE_NORMAL, 6),
                foreign(0, ZoneType.ZONE_TYPE_DMA32, 2),
                foreign(2, ZoneType.ZONE_TYPE_NORMAL, 1));

        assertThat(of(MetricCatalog.FALLBACK_TOTAL, NodeMetrics.of(state, TO_NODE_1)))
                .containsExactlyInAnyOrder(
                        Sample.of(MetricCatalog.FALLBACK_TOTAL, 8, "0", "1", "21"),
                        Sample.of(MetricCatalog.FALLBACK_TOTAL, 1, "2", "1", "31"));
    }

    @Test
    void givesPairsByDistanceOnlyAboveSixteenNodes() {
        int[] far = new int[17];
        Arrays.fill(far, 20);
        far[1] = 10;
        NodeState state =
                node(normal(), foreign(0, ZoneType.ZONE_TYPE_NORMAL, 6), foreign(16, ZoneType.ZONE_TYPE_NORMAL, 3));

        List<Sample> samples = NodeMetrics.of(state, far);

        assertThat(of(MetricCatalog.FALLBACK_TOTAL, samples))
                .containsExactly(Sample.of(MetricCatalog.FALLBACK_TOTAL, 9, "", "", "20"));
        assertThat(of(MetricCatalog.NODE_DISTANCE, samples)).isEmpty();
    }

    @Test
    void aPairExistsOnceItIsNotZero() {
        NodeState state = node(normal(), foreign(0, ZoneType.ZONE_TYPE_NORMAL, 0));

        assertThat(of(MetricCatalog.FALLBACK_TOTAL, NodeMetrics.of(state, TO_NODE_1)))
                .isEmpty();
    }

    @Test
    void givesTheDistancesThatLeadHere() {
        assertThat(of(MetricCatalog.NODE_DISTANCE, NodeMetrics.of(node(normal()), TO_NODE_1)))
                .containsExactly(
                        Sample.of(MetricCatalog.NODE_DISTANCE, 21, "0", "1"),
                        Sample.of(MetricCatalog.NODE_DISTANCE, 10, "1", "1"),
                        Sample.of(MetricCatalog.NODE_DISTANCE, 31, "2", "1"));
    }

    @Test
    void givesPagesMarksAndBuddyLists() {
        assertThat(NodeMetrics.of(node(normal()), TO_NODE_1))
                .contains(
                        Sample.of(MetricCatalog.ZONE_PAGES, 1180, "1", "Normal", "free"),
                        Sample.of(MetricCatalog.ZONE_PAGES, 120000, "1", "Normal", "managed"),
                        Sample.of(MetricCatalog.ZONE_PAGES, 131072, "1", "Normal", "present"),
                        Sample.of(MetricCatalog.ZONE_PAGES, 131073, "1", "Normal", "spanned"),
                        Sample.of(MetricCatalog.ZONE_PAGES, 63, "1", "Normal", "pagesets"),
                        Sample.of(MetricCatalog.ZONE_WATERMARK_PAGES, 1122, "1", "Normal", "min"),
                        Sample.of(MetricCatalog.ZONE_WATERMARK_PAGES, 1402, "1", "Normal", "low"),
                        Sample.of(MetricCatalog.ZONE_WATERMARK_PAGES, 1682, "1", "Normal", "high"),
                        Sample.of(MetricCatalog.ZONE_WATERMARK_PAGES, 5, "1", "Normal", "boost"),
                        Sample.of(MetricCatalog.BUDDY_FREE_BLOCKS, 4, "1", "Normal", "0"),
                        Sample.of(MetricCatalog.BUDDY_FREE_BLOCKS, 588, "1", "Normal", "1"),
                        Sample.of(MetricCatalog.PAGES_ALLOCATED_TOTAL, 101, "1", "Normal", "0"),
                        Sample.of(MetricCatalog.PAGES_FREED_TOTAL, 7, "1", "Normal", "1"));
    }

    @Test
    void givesPagesetsAndSkips() {
        assertThat(NodeMetrics.of(node(normal()), TO_NODE_1))
                .contains(
                        Sample.of(MetricCatalog.PAGESETS_TOTAL, 90, "1", "Normal", "hit"),
                        Sample.of(MetricCatalog.PAGESETS_TOTAL, 19, "1", "Normal", "refill"),
                        Sample.of(MetricCatalog.PAGESETS_TOTAL, 3, "1", "Normal", "drain"),
                        Sample.of(MetricCatalog.ZONE_SKIPS_TOTAL, 12, "1", "Normal", "watermark"));
    }

    @Test
    void tellsWhetherKswapdIsAwake() {
        NodeState awake = node(normal()).toBuilder().setKswapdAwake(true).build();

        assertThat(NodeMetrics.of(awake, TO_NODE_1))
                .contains(
                        Sample.of(MetricCatalog.NODE_ONLINE, 1, "1"),
                        Sample.of(MetricCatalog.NODE_KSWAPD_AWAKE, 1, "1"));
        assertThat(NodeMetrics.of(node(normal()), TO_NODE_1))
                .contains(Sample.of(MetricCatalog.NODE_KSWAPD_AWAKE, 0, "1"));
    }

    @Test
    void aZoneThatSpansNothingGivesOnlyItsSkips() {
        ZoneState empty = ZoneState.newBuilder()
                .setZone(ZoneType.ZONE_TYPE_MOVABLE)
                .setCounters(ZoneCounters.newBuilder().addSkips(skip("EMPTY", 2)))
                .build();

        assertThat(NodeMetrics.of(node(empty)))
                .containsExactlyInAnyOrder(
                        Sample.of(MetricCatalog.NODE_ONLINE, 1, "1"),
                        Sample.of(MetricCatalog.NODE_KSWAPD_AWAKE, 0, "1"),
                        Sample.of(MetricCatalog.KSWAPD_WAKES_TOTAL, 0, "1"),
                        Sample.of(MetricCatalog.KSWAPD_SLEEPS_TOTAL, 0, "1"),
                        Sample.of(MetricCatalog.ZONE_SKIPS_TOTAL, 2, "1", "Movable", "empty"));
    }

    private static ZoneState normal() {
        return ZoneState.newBuilder()
                .setZone(ZoneType.ZONE_TYPE_NORMAL)
                .setFree(1180)
                .setManaged(120000)
                .setPresent(131072)
                .setSpanned(131073)
                .setPagesetPages(63)
                .setMin(1122)
                .setLow(1402)
                .setHigh(1682)
                .setBoost(5)
                .addAllNrFree(List.of(4L, 588L))
                .setCounters(counters())
                .build();
    }

    private static ZoneCounters counters() {
        return ZoneCounters.newBuilder()
                .setNumaHit(100)
                .setNumaMiss(9)
                .setLocalNode(98)
                .setOtherNode(11)
                .setInterleaveHit(2)
                .addAllAllocated(List.of(101L, 8L))
                .addAllFreed(List.of(50L, 7L))
                .setPagesetHits(90)
                .setPagesetRefills(19)
                .setPagesetDrains(3)
                .addSkips(skip("watermark", 12))
                .build();
    }

    private static SkipCount skip(String reason, long count) {
        return SkipCount.newBuilder().setReason(reason).setCount(count).build();
    }

    private static ForeignCount foreign(int node, ZoneType zone, long count) {
        return ForeignCount.newBuilder()
                .setPreferred(ZoneId.newBuilder().setNode(node).setZone(zone))
                .setCount(count)
                .build();
    }

    private static NodeState node(ZoneState zone, ForeignCount... foreign) {
        return NodeState.newBuilder()
                .setNode(1)
                .addZones(zone)
                .addAllForeign(List.of(foreign))
                .build();
    }

    private static List<Sample> of(MetricCatalog metric, List<Sample> samples) {
        return samples.stream().filter(sample -> sample.metric() == metric).toList();
    }

    @Test
    void pageCacheAndWhatBecameOfIt() {
        ZoneState zone = ZoneState.newBuilder()
                .setZone(ZoneType.ZONE_TYPE_NORMAL)
                .setSpanned(100)
                .setReclaimable(40)
                .setReclaimedByKswapd(3)
                .setReclaimedDirect(2)
                .setReclaimedByNode(1)
                .build();

        List<Sample> samples = NodeMetrics.of(
                node(zone).toBuilder().setKswapdWakes(7).setKswapdSleeps(6).build(), 20, 10);

        assertThat(of(MetricCatalog.PAGES_RECLAIMED_TOTAL, samples))
                .containsExactly(
                        Sample.of(MetricCatalog.PAGES_RECLAIMED_TOTAL, 3, "1", "Normal", "kswapd"),
                        Sample.of(MetricCatalog.PAGES_RECLAIMED_TOTAL, 2, "1", "Normal", "direct"),
                        Sample.of(MetricCatalog.PAGES_RECLAIMED_TOTAL, 1, "1", "Normal", "node"));
        assertThat(samples)
                .contains(
                        Sample.of(MetricCatalog.ZONE_PAGES, 40, "1", "Normal", "reclaimable"),
                        Sample.of(MetricCatalog.KSWAPD_WAKES_TOTAL, 7, "1"),
                        Sample.of(MetricCatalog.KSWAPD_SLEEPS_TOTAL, 6, "1"));
    }
}
