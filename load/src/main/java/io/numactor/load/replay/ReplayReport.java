package io.numactor.load.replay;

import io.numactor.load.trace.TornLine;
import io.numactor.mm.topology.ZoneKey;
import java.util.List;
import java.util.Map;

/**
 * How a replay went. Shares are 0 to 1.
 *
 * @param mode what was predicted
 * @param events events of the trace, those that no replay uses included
 * @param allocations blocks that the kernel handed out
 * @param eventsPerSecond reading included
 * @param nodeAgreement share of the allocations placed on the kernel's node, of those that the model placed itself
 * @param zoneAgreement the same for the zone
 * @param reclaimed allocations that the kernel served by reclaiming memory when the model had none: left out above
 * @param unexplained guided: share of choices that differ by more than the counters' slack; 0 in open mode
 * @param zones the zones, in the order of the confusion matrix
 * @param confusion allocations by the kernel's zone (row) and the model's (column; the first stands for none)
 * @param numastat changes of the nodes' counters; real ones where they were captured
 * @param freePages at the end
 * @param causes open: of the allocations that were placed elsewhere
 * @param disagreements the first ones
 * @param lost events that the kernel said it lost
 * @param torn lines that were skipped
 */
public record ReplayReport(
        ReplayMode mode,
        long events,
        long allocations,
        long eventsPerSecond,
        double nodeAgreement,
        double zoneAgreement,
        long reclaimed,
        double unexplained,
        List<ZoneKey> zones,
        List<List<Long>> confusion,
        List<NodeCounter> numastat,
        List<ZoneFree> freePages,
        Map<Cause, Long> causes,
        List<Disagreement> disagreements,
        long lost,
        List<TornLine> torn) {
    public ReplayReport {
        zones = List.copyOf(zones);
        confusion = List.copyOf(confusion);
        numastat = List.copyOf(numastat);
        freePages = List.copyOf(freePages);
        causes = Map.copyOf(causes);
        disagreements = List.copyOf(disagreements);
        torn = List.copyOf(torn);
    }

    /** By how much one of a node's NUMA statistics grew. */
    public record NodeCounter(int node, String counter, long real, long emulated) {}

    /** Free pages of a zone at the end. */
    public record ZoneFree(ZoneKey zone, long real, long emulated) {}
}
