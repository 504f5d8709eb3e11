package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.ZoneType;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A machine of three nodes is changed while it runs: a node that has nothing gets memory, which goes online, offline and
 * online again, and tunables are set. What is expected of the plugging is what a real 6.1 kernel printed on the same
 * machine (the capture hotplug-3n-movable).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HotplugIT {
    @RegisterExtension
    static final ClusterExtension MACHINE =
            new ClusterExtension("hotplug", "captured-hotplug-3", "--without-prometheus");

    private static Numactor.Outcome run(String... words) {
        return MACHINE.cluster().run(words);
    }

    private static JsonNode changed(String... words) {
        Numactor.Outcome outcome = run(words);
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome.json();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .map(String::strip)
                .toList();
    }

    private static ZoneState zone(int nid, ZoneType type) {
        NodeState node = MACHINE.cluster().gateway().zoneinfo().getNodesList().stream()
                .filter(state -> state.getNode() == nid)
                .findFirst()
                .orElseThrow();
        return node.getZonesList().stream()
                .filter(zone -> zone.getZone() == type)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> marks(ZoneState zone) {
        return List.of(zone.getMin(), zone.getLow(), zone.getHigh());
    }

    private static double metric(String name) {
        return MetricsPage.of(MACHINE.cluster().jvms()).sum(name, Map.of());
    }

    @Test
    @Order(1)
    void memoryForAnEmptyNodeBringsTheNodeOnline() {
        JsonNode added = changed("memory", "add", "2", "512", "--json");
        assertThat(texts(added.path("log")))
                .containsExactly(
                        "Fallback order for Node 2: 2 1 0",
                        "Built 2 zonelists, mobility grouping on.  Total pages: 267971",
                        "Policy zone: DMA32");
        assertThat(texts(added.path("blocks"))).containsExactly("32", "33", "34", "35");
        assertThat(metric("numactor_zonelist_rebuilds_total")).isEqualTo(2);
        assertThat(run("memory", "list").out()).contains("memory32  offline  2     Normal Movable  0x100000");
    }

    @Test
    @Order(2)
    void theFirstBlockMakesTheMarksThatTheRealKernelMade() {
        JsonNode online = changed("memory", "online", "--movable", "32", "--json");
        assertThat(texts(online.path("log")))
                .containsExactly(
                        "mminit::memmap_init Initialising map node 2 zone 3 pfns 1048576 -> 1081344",
                        "Fallback order for Node 0: 0 1 2",
                        "Fallback order for Node 1: 1 0 2",
                        "Fallback order for Node 2: 2 1 0",
                        "Built 3 zonelists, mobility grouping on.  Total pages: 300739",
                        "Policy zone: DMA32");
        assertThat(run("sysctl", "vm.min_free_kbytes").out()).isEqualTo("vm.min_free_kbytes = 57572\n");
        ZoneState movable = zone(2, ZoneType.ZONE_TYPE_MOVABLE);
        assertThat(marks(movable)).containsExactly(1464L, 1830L, 2196L);
        assertThat(movable.getPagesets(0).getHigh()).isEqualTo(457);
        assertThat(movable.getPagesets(0).getBatch()).isEqualTo(7);
        assertThat(marks(zone(0, ZoneType.ZONE_TYPE_DMA32))).containsExactly(7950L, 9937L, 11924L);
    }

    @Test
    @Order(3)
    void allBlocksMakeTheMarksThatTheRealKernelMade() {
        changed("node", "online", "--movable", "2", "--json");
        assertThat(run("sysctl", "vm.min_free_kbytes").out()).isEqualTo("vm.min_free_kbytes = 57616\n");
        assertThat(marks(zone(2, ZoneType.ZONE_TYPE_MOVABLE))).containsExactly(4490L, 5612L, 6734L);
        assertThat(marks(zone(1, ZoneType.ZONE_TYPE_DMA32))).containsExactly(3685L, 4606L, 5527L);
    }

    @Test
    @Order(4)
    void aNodeInUseStaysAndAnEmptyOneGoesAndReturns() {
        JsonNode before = changed("alloc", "--node", "2", "--order", "9", "--keep", "--json");
        String owner = before.path("owner").asText();
        assertThat(run("alloc", "--node", "2", "--hold-seconds", "0").out()).contains("N2/Movable");

        Numactor.Outcome refused = run("node", "offline", "2");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("memory block 32 of node 2: in use: owner " + owner + " holds 512 pages");
        assertThat(zone(2, ZoneType.ZONE_TYPE_MOVABLE).getManaged()).isEqualTo(131072);

        assertThat(run("free", "--owner", owner, "--all").exit()).isZero();
        changed("node", "offline", "2", "--json");
        assertThat(zone(2, ZoneType.ZONE_TYPE_MOVABLE).getSpanned()).isZero();
        assertThat(run("alloc", "--node", "2", "--hold-seconds", "0").out()).contains("N1/DMA32");

        changed("node", "online", "--movable", "2", "--json");
        assertThat(run("alloc", "--node", "2", "--hold-seconds", "0").out()).contains("N2/Movable");
    }

    @Test
    @Order(5)
    void whatTheKernelLiesInStays() {
        Numactor.Outcome refused = run("node", "offline", "0");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("memory block 0 is in more than one zone");
        assertThat(run("memory", "offline", "5").err()).contains("pages are the kernel's own");
    }

    @Test
    @Order(6)
    void aTunableIsInForceEverywhereOnceTheCommandReturns() {
        long low = zone(1, ZoneType.ZONE_TYPE_DMA32).getLow();
        double epoch = metric("numactor_zonelist_epoch");
        assertThat(run("sysctl", "vm.watermark_scale_factor=1000").out())
                .isEqualTo("vm.watermark_scale_factor = 1000\n");
        ZoneState after = zone(1, ZoneType.ZONE_TYPE_DMA32);
        assertThat(after.getLow() - after.getMin()).isEqualTo(after.getManaged() / 10);
        assertThat(after.getLow()).isGreaterThan(low);
        assertThat(metric("numactor_zonelist_epoch")).isGreaterThan(epoch);
        assertThat(run("sysctl", "vm.watermark_scale_factor=3001").exit()).isEqualTo(2);
    }

    @Test
    @Order(7)
    void pagesNodesAndCpusCanBeLookedAt() {
        assertThat(run("show", "page", "0x100001").out())
                .contains("zone id 19")
                .contains("flags                  0x9fffffc0000000");
        assertThat(run("show", "node", "2").out())
                .containsPattern("nr_zones +4\n")
                .contains("node_present_pages     131072");
        assertThat(run("show", "cpu", "3").out()).contains("numa_mem_id()          1");
    }
}
