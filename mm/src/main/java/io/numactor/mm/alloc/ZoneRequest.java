package io.numactor.mm.alloc;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * One step of an allocation's walk, for one node: try these zones of yours in this order. {@code count} is that many
 * single allocations one after the other; the node serves the longest prefix that passes.
 *
 * @param owner the emulated process that will own the pages
 * @param grant number that every page of this answer is stamped with; a free must name it
 * @param cpu the allocating CPU
 * @param cpuNode that CPU's node
 * @param order block size: 2^order pages
 * @param count single allocations wanted, at least 1
 * @param gfp request flags ({@link GfpFlags})
 * @param allocFlags mark and rights ({@link AllocFlags})
 * @param type the request's migrate type
 * @param highestZone the request's highest zone index
 * @param zones the node's zones to try, in walk order
 * @param preferred the walk's preferred zone: what numa_hit, numa_miss and numa_foreign are counted against
 * @param interleaveNid the node that an interleave policy chose, or -1
 * @param explain whether every skipped zone is reported
 * @param reclaimable whether the pages are page cache: reclaim may take them back from their owner
 * @param nodeReclaim whether page cache of the node is reclaimed before a zone below its mark is passed over
 */
public record ZoneRequest(
        long owner,
        int grant,
        int cpu,
        int cpuNode,
        int order,
        int count,
        int gfp,
        int allocFlags,
        MigrateType type,
        ZoneType highestZone,
        List<ZoneType> zones,
        ZoneKey preferred,
        int interleaveNid,
        boolean explain,
        boolean reclaimable,
        boolean nodeReclaim) {
    /** A request whose pages stay with their owner, on a machine that does not reclaim node by node. */
    public ZoneRequest(
            long owner,
            int grant,
            int cpu,
            int cpuNode,
            int order,
            int count,
            int gfp,
            int allocFlags,
            MigrateType type,
            ZoneType highestZone,
            List<ZoneType> zones,
            ZoneKey preferred,
            int interleaveNid,
            boolean explain) {
        this(
                owner,
                grant,
                cpu,
                cpuNode,
                order,
                count,
                gfp,
                allocFlags,
                type,
                highestZone,
                zones,
                preferred,
                interleaveNid,
                explain,
                false,
                false);
    }
}
