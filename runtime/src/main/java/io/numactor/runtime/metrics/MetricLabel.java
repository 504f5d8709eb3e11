package io.numactor.runtime.metrics;

import java.util.Locale;

/** The labels that a metric may carry: all bounded, none a page, an owner, a request or a host. */
public enum MetricLabel {
    NODE("Node id of the emulated machine; of the node that served, where two nodes are named."),
    ZONE("`DMA`, `DMA32`, `Normal`, `Movable` or `Device`."),
    PREFERRED("Node id that the allocation wanted first; empty on machines of more than 16 nodes."),
    FROM("Node id that the distance or the access starts at; empty where pairs are given by distance only."),
    TO("Node id that the distance leads to."),
    DISTANCE("SLIT units, `10` is local; `none` where nothing was served."),
    ORDER("Block size: 2^order pages, `0` to `10`."),
    WHAT("`hit` (block came from the pageset), `refill` (pageset filled from the buddy lists) or `drain` (given back)."
            + " Of reclaim: `kswapd`, `direct` or `node` (`zone_reclaim_mode`)."),
    REASON("Of a skip: `watermark`, `no_block`, `empty`, `unreachable`. Of a failure: `would_reclaim`,"
            + " `no_reclaim_allowed`, `thisnode_exhausted`, `no_zone`, `node_lost`."),
    OUTCOME("`ok` (all blocks served), `partial` or `failed`."),
    KIND("`free`, `managed`, `present`, `spanned`, `pagesets` or `reclaimable` (page cache)."),
    MARK("`min`, `low`, `high` or `boost`."),
    PHASE("Name of a boot phase; `running` once boot is done.");

    private final String help;

    MetricLabel(String help) {
        this.help = help;
    }

    /** The label as Prometheus shows it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The values that it takes, in a sentence of Markdown. */
    public String help() {
        return help;
    }
}
