package io.numactor.node;

import io.numactor.api.v1.ZoneCounters;
import io.numactor.api.v1.ZoneState;
import io.numactor.proto.WireTypes;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One zone's state as samples of the catalogue. A zone that spans nothing gives only the times it was skipped. */
final class ZoneMetrics {
    private final ZoneState zone;
    private final String node;
    private final String label;
    private final List<Sample> samples = new ArrayList<>();

    private ZoneMetrics(int node, ZoneState zone) {
        this.zone = zone;
        this.node = Integer.toString(node);
        this.label = WireTypes.zone(zone.getZone()).label();
    }

    static List<Sample> of(int node, ZoneState zone) {
        return new ZoneMetrics(node, zone).collect();
    }

    private List<Sample> collect() {
        if (zone.getSpanned() > 0) {
            pages();
            watermarks();
            counters();
            pagesets();
            reclaimed();
            byOrder(MetricCatalog.BUDDY_FREE_BLOCKS, zone.getNrFreeList());
            byOrder(MetricCatalog.PAGES_ALLOCATED_TOTAL, zone.getCounters().getAllocatedList());
            byOrder(MetricCatalog.PAGES_FREED_TOTAL, zone.getCounters().getFreedList());
        }
        skips();
        return samples;
    }

    private void pages() {
        add(MetricCatalog.ZONE_PAGES, zone.getFree(), "free");
        add(MetricCatalog.ZONE_PAGES, zone.getManaged(), "managed");
        add(MetricCatalog.ZONE_PAGES, zone.getPresent(), "present");
        add(MetricCatalog.ZONE_PAGES, zone.getSpanned(), "spanned");
        add(MetricCatalog.ZONE_PAGES, zone.getPagesetPages(), "pagesets");
        add(MetricCatalog.ZONE_PAGES, zone.getReclaimable(), "reclaimable");
    }

    private void watermarks() {
        add(MetricCatalog.ZONE_WATERMARK_PAGES, zone.getMin(), "min");
        add(MetricCatalog.ZONE_WATERMARK_PAGES, zone.getLow(), "low");
        add(MetricCatalog.ZONE_WATERMARK_PAGES, zone.getHigh(), "high");
        add(MetricCatalog.ZONE_WATERMARK_PAGES, zone.getBoost(), "boost");
    }

    private void counters() {
        ZoneCounters counters = zone.getCounters();
        add(MetricCatalog.NUMA_HIT_TOTAL, counters.getNumaHit());
        add(MetricCatalog.NUMA_MISS_TOTAL, counters.getNumaMiss());
        add(MetricCatalog.LOCAL_NODE_TOTAL, counters.getLocalNode());
        add(MetricCatalog.OTHER_NODE_TOTAL, counters.getOtherNode());
        add(MetricCatalog.INTERLEAVE_HIT_TOTAL, counters.getInterleaveHit());
    }

    private void pagesets() {
        ZoneCounters counters = zone.getCounters();
        add(MetricCatalog.PAGESETS_TOTAL, counters.getPagesetHits(), "hit");
        add(MetricCatalog.PAGESETS_TOTAL, counters.getPagesetRefills(), "refill");
        add(MetricCatalog.PAGESETS_TOTAL, counters.getPagesetDrains(), "drain");
    }

    private void reclaimed() {
        add(MetricCatalog.PAGES_RECLAIMED_TOTAL, zone.getReclaimedByKswapd(), "kswapd");
        add(MetricCatalog.PAGES_RECLAIMED_TOTAL, zone.getReclaimedDirect(), "direct");
        add(MetricCatalog.PAGES_RECLAIMED_TOTAL, zone.getReclaimedByNode(), "node");
    }

    private void byOrder(MetricCatalog metric, List<Long> blocks) {
        for (int order = 0; order < blocks.size(); order++) {
            add(metric, blocks.get(order), Integer.toString(order));
        }
    }

    private void skips() {
        zone.getCounters()
                .getSkipsList()
                .forEach(skip -> add(
                        MetricCatalog.ZONE_SKIPS_TOTAL,
                        skip.getCount(),
                        skip.getReason().toLowerCase(Locale.ROOT)));
    }

    private void add(MetricCatalog metric, long value) {
        samples.add(Sample.of(metric, value, node, label));
    }

    private void add(MetricCatalog metric, long value, String third) {
        samples.add(Sample.of(metric, value, node, label, third));
    }
}
