package io.numactor.mm.node;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small nodes for tests, and short forms of requests. */
final class TestNode {
    static final long OWNER = 7;
    static final int GRANT = 42;
    static final ZoneParams NO_MARKS = params(0, 0, 0, 0, 1);

    private TestNode() {}

    static PfnRange range(long start, long end) {
        return new PfnRange(start, end);
    }

    /** A zone whose RAM is one range, all of it free. */
    static ZoneLayout zone(ZoneType type, long start, long end) {
        return zone(type, List.of(range(start, end)), List.of(range(start, end)), List.of());
    }

    static ZoneLayout zone(ZoneType type, List<PfnRange> memory, List<PfnRange> free, List<PfnRange> later) {
        long start = memory.get(0).start();
        return new ZoneLayout(type, start, memory.get(memory.size() - 1).end() - start, memory, free, later);
    }

    /** A PC's DMA zone: page 0 reserved, the first MiB in use by boot. */
    static ZoneLayout pcDma() {
        return zone(ZoneType.DMA, List.of(range(1, 159), range(256, 4096)), List.of(range(256, 4096)), List.of());
    }

    static NodeLayout layout(int nid, ZoneLayout... populated) {
        List<ZoneLayout> zones = new ArrayList<>();
        for (ZoneType type : ZoneType.values()) {
            zones.add(Arrays.stream(populated)
                    .filter(zone -> zone.type() == type)
                    .findFirst()
                    .orElse(ZoneLayout.empty(type)));
        }
        return new NodeLayout(nid, nid, true, zones, List.of(0, 1));
    }

    /** A node after mem_init: four CPUs, no marks, boot pagesets. */
    static PgData booted(ZoneLayout... populated) {
        PgData node = new PgData(layout(0, populated), 4);
        node.memInit();
        return node;
    }

    static ZoneParams params(long min, long low, long high, int pagesetHigh, int pagesetBatch, long... reserve) {
        List<Long> protection = new ArrayList<>();
        for (int i = 0; i < ZoneType.count(); i++) {
            protection.add(i < reserve.length ? reserve[i] : 0L);
        }
        return new ZoneParams(
                new Watermarks(min, low, high, high + (high - low)), protection, pagesetHigh, pagesetBatch);
    }

    static Ask ask(ZoneType... zones) {
        return new Ask(zones);
    }

    /** A request being put together; by default one movable page for CPU 0 of node 0, low mark, may wake kswapd. */
    static final class Ask {
        private final List<ZoneType> zones;
        private long owner = OWNER;
        private int grant = GRANT;
        private int cpu;
        private int cpuNode;
        private int order;
        private int count = 1;
        private int gfp;
        private int flags = AllocFlags.WMARK_LOW | AllocFlags.KSWAPD;
        private MigrateType type = MigrateType.MOVABLE;
        private ZoneKey preferred;
        private ZoneType highest;
        private int interleave = -1;
        private boolean explain;
        private boolean reclaimable;
        private boolean nodeReclaim;

        private Ask(ZoneType... zones) {
            this.zones = List.of(zones);
            preferred = new ZoneKey(0, zones[0]);
            highest = zones[0];
        }

        Ask owner(long id, int grantNumber) {
            owner = id;
            grant = grantNumber;
            return this;
        }

        Ask cpu(int number, int node) {
            cpu = number;
            cpuNode = node;
            return this;
        }

        Ask order(int wanted) {
            order = wanted;
            return this;
        }

        Ask count(int wanted) {
            count = wanted;
            return this;
        }

        Ask gfp(int bits) {
            gfp = bits;
            return this;
        }

        Ask flags(int bits) {
            flags = bits;
            return this;
        }

        Ask type(MigrateType wanted) {
            type = wanted;
            return this;
        }

        Ask preferred(ZoneKey key) {
            preferred = key;
            return this;
        }

        /** The highest zone that the request may use, where the node has none of that type. */
        Ask highest(ZoneType wanted) {
            highest = wanted;
            return this;
        }

        Ask interleave(int nid) {
            interleave = nid;
            return this;
        }

        Ask explain() {
            explain = true;
            return this;
        }

        Ask reclaimable() {
            reclaimable = true;
            return this;
        }

        Ask nodeReclaim() {
            nodeReclaim = true;
            return this;
        }

        ZoneRequest request() {
            return new ZoneRequest(
                    owner,
                    grant,
                    cpu,
                    cpuNode,
                    order,
                    count,
                    gfp,
                    flags,
                    type,
                    highest,
                    zones,
                    preferred,
                    interleave,
                    explain,
                    reclaimable,
                    nodeReclaim);
        }

        ZoneAnswer of(PgData node) {
            return node.tryZones(request());
        }

        /** The pfns served, block by block, in the order they came. */
        List<Long> pfns(PgData node) {
            ZoneAnswer answer = of(node);
            List<Long> pfns = new ArrayList<>();
            for (int run = 0; run < answer.runs().size(); run++) {
                for (int block = 0; block < answer.runs().blocks(run); block++) {
                    pfns.add(answer.runs().pfn(run) + ((long) block << order));
                }
            }
            return pfns;
        }
    }
}
