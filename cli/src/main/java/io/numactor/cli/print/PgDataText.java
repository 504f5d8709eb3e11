package io.numactor.cli.print;

import static io.numactor.cli.print.FieldLines.hex;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.NodeZonelist;
import io.numactor.api.v1.PgData;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.ZoneState;
import io.numactor.proto.WireTypes;
import java.util.List;
import java.util.stream.Collectors;

/** One node's {@code pg_data_t}, field by field. */
final class PgDataText {
    /** Page descriptors of 64 bytes each lie at this address (vmemmap, without KASLR). */
    private static final long VMEMMAP = 0xffffea0000000000L;

    private static final long DESCRIPTOR_BYTES = 64;
    private static final String FIRST_KERNEL_ZONES_BOOTMEM = "2.6.24";

    private PgDataText() {}

    static PgData of(MachineSource source, long number) {
        Machine machine = source.machine();
        NodeInfo node = machine.getNodesList().stream()
                .filter(known -> known.getNode() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the machine has no node " + number));
        List<Integer> online = machine.getNodesList().stream()
                .filter(NodeInfo::getOnline)
                .map(NodeInfo::getNode)
                .toList();
        NodeState state = source.zoneinfo().getNodesList().stream()
                .filter(known -> known.getNode() == number)
                .findFirst()
                .orElse(NodeState.getDefaultInstance());
        PgData.Builder pgdat = PgData.newBuilder()
                .setNodeId((int) number)
                .setOnline(node.getOnline())
                .setContigPageData(machine.getNodesCount() == 1)
                .addAllPgdatList(online)
                .addAllCpus(node.getCpusList())
                .setBdata(
                        machine.getKernel().equals(FIRST_KERNEL_ZONES_BOOTMEM)
                                ? "bootmem_data_t, given up in mem_init"
                                : "none: memblock is the early allocator")
                .setPageExt("none: no feature that needs it is on")
                .setKswapdAwake(state.getKswapdAwake());
        addZones(state.getZonesList(), pgdat);
        source.zonelists().getNodesList().stream()
                .filter(lists -> lists.getNode() == number)
                .forEach(lists -> addLists(lists, pgdat));
        return pgdat.build();
    }

    private static void addZones(List<ZoneState> zones, PgData.Builder pgdat) {
        List<ZoneState> spanned =
                zones.stream().filter(zone -> zone.getSpanned() > 0).toList();
        long start = spanned.stream().mapToLong(ZoneState::getStartPfn).min().orElse(0);
        long end = spanned.stream()
                .mapToLong(zone -> zone.getStartPfn() + zone.getSpanned())
                .max()
                .orElse(0);
        pgdat.addAllNodeZones(zones)
                .setNrZones(nrZones(zones))
                .setNodeStartPfn(start)
                .setNodeSpannedPages(end - start)
                .setNodePresentPages(
                        zones.stream().mapToLong(ZoneState::getPresent).sum())
                .setNodeMemMap(VMEMMAP + start * DESCRIPTOR_BYTES);
    }

    /** One more than the highest index of a zone with a span; a kernel's zones come in the order of their index. */
    private static int nrZones(List<ZoneState> zones) {
        int nrZones = zones.size();
        while (nrZones > 0 && zones.get(nrZones - 1).getSpanned() == 0) {
            nrZones--;
        }
        return nrZones;
    }

    private static void addLists(NodeZonelist lists, PgData.Builder pgdat) {
        pgdat.addAllFallback(lists.getFallbackList()).addAllNoFallback(lists.getNoFallbackList());
    }

    static String print(PgData pgdat) {
        FieldLines lines = new FieldLines()
                .line(
                        "NODE_DATA(" + pgdat.getNodeId() + ")",
                        pgdat.getContigPageData() ? "&contig_page_data, the only one" : "pg_data_t of one of several")
                .line("node_id", pgdat.getNodeId() + (pgdat.getOnline() ? "" : "  (not online)"))
                .line("nr_zones", pgdat.getNrZones())
                .line("node_start_pfn", hex(pgdat.getNodeStartPfn()))
                .line("node_present_pages", pgdat.getNodePresentPages())
                .line("node_spanned_pages", pgdat.getNodeSpannedPages())
                .line("node_mem_map", hex(pgdat.getNodeMemMap()) + "  (vmemmap, 64 bytes a page)")
                .line("node_page_ext", pgdat.getPageExt())
                .line("bdata", pgdat.getBdata())
                .line("pgdat_list", joined(pgdat.getPgdatListList(), " -> "))
                .line("cpus", joined(pgdat.getCpusList(), ","))
                .line("kswapd", pgdat.getKswapdAwake() ? "awake" : "asleep")
                .line("node_zones", "");
        for (ZoneState zone : pgdat.getNodeZonesList()) {
            lines.line(
                    "  " + ZoneRows.label(zone),
                    zone.getSpanned() == 0
                            ? "empty"
                            : "start_pfn %s  spanned %d  present %d  managed %d  free %d  min %d low %d high %d"
                                    .formatted(
                                            hex(zone.getStartPfn()),
                                            zone.getSpanned(),
                                            zone.getPresent(),
                                            zone.getManaged(),
                                            zone.getFree(),
                                            zone.getMin(),
                                            zone.getLow(),
                                            zone.getHigh()));
        }
        return lines.line("node_zonelists", "")
                .line("  fallback", zones(pgdat.getFallbackList()))
                .line("  no fallback", zones(pgdat.getNoFallbackList()))
                .text();
    }

    private static String joined(List<Integer> numbers, String between) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(between));
    }

    private static String zones(List<ZoneId> zones) {
        return zones.stream()
                .map(zone ->
                        zone.getNode() + ":" + WireTypes.zone(zone.getZone()).label())
                .collect(Collectors.joining(" "));
    }
}
