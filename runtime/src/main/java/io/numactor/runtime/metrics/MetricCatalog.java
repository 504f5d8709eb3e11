package io.numactor.runtime.metrics;

import static io.numactor.runtime.metrics.MetricLabel.DISTANCE;
import static io.numactor.runtime.metrics.MetricLabel.FROM;
import static io.numactor.runtime.metrics.MetricLabel.KIND;
import static io.numactor.runtime.metrics.MetricLabel.MARK;
import static io.numactor.runtime.metrics.MetricLabel.NODE;
import static io.numactor.runtime.metrics.MetricLabel.ORDER;
import static io.numactor.runtime.metrics.MetricLabel.OUTCOME;
import static io.numactor.runtime.metrics.MetricLabel.PHASE;
import static io.numactor.runtime.metrics.MetricLabel.PREFERRED;
import static io.numactor.runtime.metrics.MetricLabel.REASON;
import static io.numactor.runtime.metrics.MetricLabel.TO;
import static io.numactor.runtime.metrics.MetricLabel.WHAT;
import static io.numactor.runtime.metrics.MetricLabel.ZONE;
import static io.numactor.runtime.metrics.MetricType.AMOUNT;
import static io.numactor.runtime.metrics.MetricType.COUNTER;
import static io.numactor.runtime.metrics.MetricType.GAUGE;
import static io.numactor.runtime.metrics.MetricType.HISTOGRAM;

import java.util.List;
import java.util.Locale;

/**
 * Every metric of Numactor: the one source of the meters, of {@code docs/metrics.md} and of the test of the
 * dashboards. Names follow node_exporter where it has one. The prefix {@code numactor_} is not part of the constant.
 */
public enum MetricCatalog {
    NUMA_HIT_TOTAL(COUNTER, "allocations", "Allocations served by the node that was preferred.", NODE, ZONE),
    NUMA_MISS_TOTAL(COUNTER, "allocations", "Allocations served here although another node was preferred.", NODE, ZONE),
    NUMA_FOREIGN_TOTAL(
            COUNTER, "allocations", "Allocations that preferred this node and were served by another.", NODE, ZONE),
    INTERLEAVE_HIT_TOTAL(
            COUNTER, "allocations", "Interleaved allocations served by the node they were meant for.", NODE, ZONE),
    LOCAL_NODE_TOTAL(COUNTER, "allocations", "Allocations served here to a CPU of this node.", NODE, ZONE),
    OTHER_NODE_TOTAL(COUNTER, "allocations", "Allocations served here to a CPU of another node.", NODE, ZONE),
    FALLBACK_TOTAL(
            COUNTER, "allocations", "Allocations that one node wanted and another served.", PREFERRED, NODE, DISTANCE),
    ACCESS_SECONDS_TOTAL(
            COUNTER,
            "seconds",
            "Emulated cost of one access to each page handed out; no part of it is ever waited for.",
            FROM,
            NODE,
            DISTANCE),
    PAGES_ALLOCATED_TOTAL(COUNTER, "blocks", "Blocks handed out.", NODE, ZONE, ORDER),
    PAGES_FREED_TOTAL(COUNTER, "blocks", "Blocks taken back.", NODE, ZONE, ORDER),
    PAGESETS_TOTAL(COUNTER, "operations", "Work of the per-CPU pagesets.", NODE, ZONE, WHAT),
    PAGES_RECLAIMED_TOTAL(
            COUNTER,
            "pages",
            "Page cache taken back: by kswapd, by a request directly, or node by node.",
            NODE,
            ZONE,
            WHAT),
    KSWAPD_WAKES_TOTAL(COUNTER, "wakes", "Times that the reclaim daemon of a node was woken.", NODE),
    KSWAPD_SLEEPS_TOTAL(COUNTER, "sleeps", "Times that the reclaim daemon of a node went to sleep.", NODE),
    ZONE_SKIPS_TOTAL(COUNTER, "skips", "Times a zone was tried and passed over.", NODE, ZONE, REASON),
    ALLOCATION_FAILURES_TOTAL(COUNTER, "requests", "Requests that found too few pages.", REASON),
    ALLOCATION_DURATION_SECONDS(
            HISTOGRAM, "seconds", "Wall-clock time of a request in the router, in all.", DISTANCE, OUTCOME),
    ALLOCATION_HOPS(HISTOGRAM, "hops", "Times a request asked a node, beyond the first.", OUTCOME),
    ZONE_PAGES(GAUGE, "pages", "Pages of a zone, of 4 KiB.", NODE, ZONE, KIND),
    ZONE_WATERMARK_PAGES(GAUGE, "pages", "Watermarks of a zone.", NODE, ZONE, MARK),
    BUDDY_FREE_BLOCKS(GAUGE, "blocks", "Free blocks in the buddy lists.", NODE, ZONE, ORDER),
    NODE_DISTANCE(GAUGE, "SLIT units", "Distance between two nodes.", FROM, TO),
    NODE_ONLINE(GAUGE, "0 or 1", "Whether a node is part of the machine.", NODE),
    NODE_KSWAPD_AWAKE(GAUGE, "0 or 1", "Whether the reclaim of a node has been woken.", NODE),
    ZONELIST_EPOCH(GAUGE, "epoch", "Counter of the epoch that is in force here; starts anew with each coordinator."),
    ZONELIST_REBUILDS_TOTAL(COUNTER, "rebuilds", "Times the zonelists were built."),
    BOOT_PHASE(GAUGE, "0 or 1", "1 for the phase that the machine is in.", PHASE),
    BOOT_PHASE_DURATION_SECONDS(GAUGE, "seconds", "Wall-clock time that a boot phase took.", PHASE),
    ROUTER_INFLIGHT_REQUESTS(AMOUNT, "requests", "Requests that the router has taken and not answered."),
    ROUTER_OWNERS(AMOUNT, "owners", "Owners that live on this router."),
    MAILBOX_MESSAGES(AMOUNT, "messages", "Messages that wait in the mailboxes of this JVM's actors."),
    DEAD_LETTERS_TOTAL(COUNTER, "messages", "Messages that found no one to take them."),
    METRIC_SOURCE_TIMEOUTS_TOTAL(
            COUNTER, "scrapes", "Times a source of metrics did not answer a scrape and kept its last values."),
    LOAD_REQUESTS_TOTAL(COUNTER, "requests", "Requests that the load generator sent and saw answered.", OUTCOME),
    LOAD_TARGET_RATE(AMOUNT, "requests/s", "Rate that the load generator was told to keep."),
    LOAD_LATENCY_SECONDS(
            HISTOGRAM,
            "seconds",
            "Time from the moment a request was due to its answer, as the load generator saw it.",
            OUTCOME,
            DISTANCE),
    LOAD_MISSED_SCHEDULE_TOTAL(COUNTER, "requests", "Requests that the load generator sent later than they were due.");

    /** What every wire name begins with. */
    public static final String PREFIX = "numactor_";

    private static final List<Double> DURATION_BUCKETS =
            List.of(0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0);

    private static final List<Double> HOP_BUCKETS = List.of(0.0, 1.0, 2.0, 3.0, 5.0, 8.0);

    private final MetricType type;
    private final String unit;
    private final String help;
    private final List<MetricLabel> labels;

    MetricCatalog(MetricType type, String unit, String help, MetricLabel... labels) {
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The metric's name in a scrape, {@code numactor_numa_hit_total}; of a histogram without its suffixes. */
    public String wireName() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    public MetricType type() {
        return type;
    }

    /** What one is one of, in the plural. */
    public String unit() {
        return unit;
    }

    /** One sentence for people, the HELP line of the scrape. */
    public String help() {
        return help;
    }

    /** The labels, in the order in which a {@link Sample} gives their values. */
    public List<MetricLabel> labels() {
        return labels;
    }

    /** Upper bounds of a histogram's buckets, inclusive, without the last one (+Inf); empty for other types. */
    public List<Double> buckets() {
        if (type != HISTOGRAM) {
            return List.of();
        }
        return unit.equals("seconds") ? DURATION_BUCKETS : HOP_BUCKETS;
    }
}
