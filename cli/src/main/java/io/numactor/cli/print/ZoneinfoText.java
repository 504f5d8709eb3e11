package io.numactor.cli.print;

import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Pageset;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.watermark.StatThreshold;
import io.numactor.proto.WireTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code /proc/zoneinfo} of 6.1 prints, for programs that parse it. Counters of what is not emulated (slabs,
 * writeback) are there and 0.
 */
public final class ZoneinfoText {
    private static final List<String> NODE_COUNTERS = List.of(
            "nr_inactive_anon",
            "nr_active_anon",
            "nr_inactive_file",
            "nr_active_file",
            "nr_unevictable",
            "nr_slab_reclaimable",
            "nr_slab_unreclaimable",
            "nr_isolated_anon",
            "nr_isolated_file",
            "workingset_nodes",
            "workingset_refault_anon",
            "workingset_refault_file",
            "workingset_activate_anon",
            "workingset_activate_file",
            "workingset_restore_anon",
            "workingset_restore_file",
            "workingset_nodereclaim",
            "nr_anon_pages",
            "nr_mapped",
            "nr_file_pages",
            "nr_dirty",
            "nr_writeback",
            "nr_writeback_temp",
            "nr_shmem",
            "nr_shmem_hugepages",
            "nr_shmem_pmdmapped",
            "nr_file_hugepages",
            "nr_file_pmdmapped",
            "nr_anon_transparent_hugepages",
            "nr_vmscan_write",
            "nr_vmscan_immediate_reclaim",
            "nr_dirtied",
            "nr_written",
            "nr_throttled_written",
            "nr_kernel_misc_reclaimable",
            "nr_foll_pin_acquired",
            "nr_foll_pin_released",
            "nr_kernel_stack",
            "nr_page_table_pages",
            "nr_sec_page_table_pages",
            "nr_swapcached");

    /** Those of a kernel with NUMA. */
    private static final List<String> NUMA_NODE_COUNTERS = List.of("pgpromote_success", "pgpromote_candidate");

    /** Counters that page cache is counted by: it is all inactive, clean and unmapped. */
    private static final Set<String> PAGE_CACHE = Set.of("nr_inactive_file", "nr_file_pages", "nr_zone_inactive_file");

    private static final List<String> ZONE_COUNTERS = List.of(
            "nr_zone_inactive_anon",
            "nr_zone_active_anon",
            "nr_zone_inactive_file",
            "nr_zone_active_file",
            "nr_zone_unevictable",
            "nr_zone_write_pending",
            "nr_mlock",
            "nr_bounce",
            "nr_zspages",
            "nr_free_cma");

    private final List<Integer> cpus;
    private final Map<ZoneId, Long> foreign;
    private final boolean uma;
    private final StringBuilder text = new StringBuilder();

    private ZoneinfoText(Zoneinfo all, List<Integer> cpus) {
        this.cpus = cpus;
        this.foreign = foreign(all);
        this.uma = ZoneRows.isUma(all);
    }

    /**
     * The file's text.
     *
     * @param all every node of the machine: numa_foreign of one is counted by the others
     * @param cpus the machine's CPUs, ascending
     * @param shown nodes to print; empty: all
     */
    public static String print(Zoneinfo all, List<Integer> cpus, NodeMask shown) {
        ZoneinfoText printer = new ZoneinfoText(all, cpus);
        all.getNodesList().stream()
                .filter(node -> shown.isEmpty() || shown.contains(node.getNode()))
                .forEach(printer::node);
        return printer.text.toString();
    }

    private static Map<ZoneId, Long> foreign(Zoneinfo all) {
        Map<ZoneId, Long> counts = new HashMap<>();
        all.getNodesList().stream()
                .flatMap(node -> node.getForeignList().stream())
                .forEach(count -> counts.merge(count.getPreferred(), count.getCount(), Long::sum));
        return counts;
    }

    /** All zones, those without memory too; the node's counters stand in its first zone with memory. */
    private void node(NodeState node) {
        boolean countersDue = true;
        for (ZoneState zone : ZoneRows.zones(node)) {
            line("Node %d, zone %8s", node.getNode(), ZoneRows.label(zone));
            if (countersDue && ZoneRows.populated(zone)) {
                nodeCounters(node);
                countersDue = false;
            }
            marks(zone, node.getZonesCount());
            if (ZoneRows.populated(zone)) {
                populated(node.getNode(), zone);
            }
        }
    }

    private void nodeCounters(NodeState node) {
        line("  per-node stats");
        long cache = node.getZonesList().stream()
                .mapToLong(ZoneState::getReclaimable)
                .sum();
        NODE_COUNTERS.forEach(name -> counter(name, PAGE_CACHE.contains(name) ? cache : 0));
        if (!uma) {
            NUMA_NODE_COUNTERS.forEach(name -> counter(name, 0));
        }
    }

    private void marks(ZoneState zone, int zones) {
        line("  pages free     %d", zone.getFree());
        line("        boost    %d", zone.getBoost());
        line("        min      %d", zone.getMin());
        line("        low      %d", zone.getLow());
        line("        high     %d", zone.getHigh());
        line("        spanned  %d", zone.getSpanned());
        line("        present  %d", zone.getPresent());
        line("        managed  %d", zone.getManaged());
        line("        cma      0");
        line("        protection: (%s)", protection(zone, zones));
    }

    private static String protection(ZoneState zone, int zones) {
        if (zone.getProtectionCount() == 0) {
            return "0, ".repeat(zones - 1) + "0";
        }
        return zone.getProtectionList().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void populated(int nid, ZoneState zone) {
        counter("nr_free_pages", zone.getFree());
        ZONE_COUNTERS.forEach(name -> counter(name, PAGE_CACHE.contains(name) ? zone.getReclaimable() : 0));
        if (!uma) {
            numaCounters(nid, zone);
        }
        line("  pagesets");
        int threshold = StatThreshold.normal(cpus.size(), zone.getManaged());
        for (int cpu : cpus) {
            pageset(ZoneRows.pageset(zone, cpu));
            line("  vm stats threshold: %d", threshold);
        }
        line("  node_unreclaimable:  0");
        line("  start_pfn:           %d", zone.getStartPfn());
    }

    private void numaCounters(int nid, ZoneState zone) {
        ZoneId id = WireTypes.zoneId(new io.numactor.mm.topology.ZoneKey(nid, WireTypes.zone(zone.getZone())));
        counter("numa_hit", zone.getCounters().getNumaHit());
        counter("numa_miss", zone.getCounters().getNumaMiss());
        counter("numa_foreign", foreign.getOrDefault(id, 0L));
        counter("numa_interleave", zone.getCounters().getInterleaveHit());
        counter("numa_local", zone.getCounters().getLocalNode());
        counter("numa_other", zone.getCounters().getOtherNode());
    }

    private void pageset(Pageset pageset) {
        line("    cpu: %d", pageset.getCpu());
        line("              count: %d", pageset.getCount());
        line("              high:  %d", pageset.getHigh());
        line("              batch: %d", pageset.getBatch());
    }

    private void counter(String name, long value) {
        text.append("      ").append(name).append(" ".repeat(Math.max(0, 12 - name.length())));
        text.append(' ').append(value).append('\n');
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that nothing else here needs
    private void line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
    }
}
