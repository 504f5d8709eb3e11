package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.ZoneType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Control JVMs die and return, on a machine whose third node was plugged in while it ran. The marks are those that a real
 * kernel had then (capture hotplug-3n-movable).
 */
@TestMethodOrder(OrderAnnotation.class)
final class ControlFaultsIT {
    private static final int HELD = 500;
    private static final Duration SERVED_AGAIN = Duration.ofSeconds(20);
    /** How long it took is for the benchmarks to say. */
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    @RegisterExtension
    static final ClusterExtension MACHINE =
            new ClusterExtension("control-faults", "captured-hotplug-3", "--control", "2", "--without-prometheus");

    private static Gateway gateway(int index) {
        return Gateway.connect(
                MACHINE.cluster().started().path("gateways").path(index).asText());
    }

    private static Numactor.Outcome client(String... words) {
        return MACHINE.cluster()
                .run(with(
                        words, "--port-offset", String.valueOf(MACHINE.cluster().portOffset())));
    }

    private static JsonNode control(String... words) {
        Numactor.Outcome outcome =
                MACHINE.cluster().run(with(words, "--name", MACHINE.cluster().name(), "--json"));
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome.json();
    }

    private static String[] with(String[] words, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static AllocateResponse allocate(Gateway gateway, long owner, int node, int count) {
        return gateway.allocate(AllocateRequest.newBuilder()
                .setOwner(owner)
                .setNode(node)
                .setCount(count)
                .build());
    }

    /** On the gateway of the control JVM that rules. */
    private static long openWithPages() {
        try (Gateway ruling = gateway(0)) {
            long owner = ruling.openOwner("orphan");
            allocate(ruling, owner, 0, HELD);
            allocate(ruling, owner, 1, HELD);
            return owner;
        }
    }

    /** Its gateway was killed: every page is there, with a handle that is good. */
    private static void assertOwnerGoesOn(Gateway standby, long orphan) {
        await("the adoption")
                .atMost(GENEROUS)
                .ignoreExceptions()
                .until(() -> standby.adoptOwner(orphan), held -> held == 2 * HELD);
        List<PageRun> pages = standby.listPages(orphan);
        assertThat(pages.stream().mapToInt(PageRun::getBlocks).sum()).isEqualTo(2 * HELD);
        assertThat(allocate(standby, orphan, 1, 1).getServed()).isEqualTo(1);
        assertThat(standby.free(orphan, pages).getFreed()).isEqualTo(2 * HELD);
        assertThat(standby.closeOwner(orphan)).isEqualTo(1);
    }

    private static boolean serves(Gateway gateway, int node) {
        long owner = gateway.openOwner("probe");
        boolean served = allocate(gateway, owner, node, 1).getServed() == 1;
        gateway.closeOwner(owner);
        return served;
    }

    private static List<Long> lives(Machine machine) {
        return machine.getNodesList().stream().map(NodeInfo::getIncarnation).toList();
    }

    private static void assertClean() {
        Numactor.Outcome audit = client("audit");
        assertThat(audit.exit()).as(audit.toString()).isZero();
    }

    /** As the real kernel had it once all memory of node 2 was online. */
    private static void assertMachineIsAsItWasMade(Gateway gateway) {
        ZoneState movable = gateway.zoneinfo().getNodesList().stream()
                .filter(node -> node.getNode() == 2)
                .flatMap(node -> node.getZonesList().stream())
                .filter(zone -> zone.getZone() == ZoneType.ZONE_TYPE_MOVABLE)
                .findFirst()
                .orElseThrow();
        assertThat(List.of(movable.getMin(), movable.getLow(), movable.getHigh()))
                .containsExactly(4490L, 5612L, 6734L);
        assertThat(client("sysctl", "vm.min_free_kbytes").out()).isEqualTo("vm.min_free_kbytes = 57616\n");
        assertThat(client("sysctl", "vm.zone_reclaim_mode").out()).isEqualTo("vm.zone_reclaim_mode = 1\n");
    }

    @Test
    @Order(1)
    void aStandbyTakesOverUnderLoadAndNothingIsLost() {
        assertThat(client("memory", "add", "2", "512").exit()).isZero();
        assertThat(client("node", "online", "--movable", "2").exit()).isZero();
        assertThat(client("sysctl", "vm.zone_reclaim_mode=1").exit()).isZero();
        try (Gateway standby = gateway(1);
                Background load = MACHINE.cluster()
                        .start(with(
                                new String[] {"load", "--node", "1", "--free", "--json", "--duration", "20s"},
                                "--port-offset",
                                String.valueOf(MACHINE.cluster().portOffset())))) {
            long owner = standby.openOwner("holder");
            AllocateResponse held = allocate(standby, owner, 0, HELD);
            allocate(standby, owner, 2, HELD);
            long orphan = openWithPages();
            Machine before = standby.machine();

            RunningCluster.Member ruling = MACHINE.cluster().jvms().get(0);
            ProcessHandle.of(ruling.pid()).orElseThrow().destroyForcibly();
            await("the standby's API").atMost(SERVED_AGAIN).ignoreExceptions().until(() -> serves(standby, 1));
            await("a coordinator of a higher term")
                    .atMost(GENEROUS)
                    .until(() -> standby.machine().getEpoch().getTerm()
                            > before.getEpoch().getTerm());
            assertThat(serves(standby, 2)).isTrue();
            assertThat(lives(standby.machine())).isEqualTo(lives(before));
            assertMachineIsAsItWasMade(standby);
            assertThat(standby.free(owner, held.getRunsList()).getFreed()).isEqualTo(HELD);
            assertThat(standby.closeOwner(owner)).isEqualTo(HELD);
            assertOwnerGoesOn(standby, orphan);
            assertThat(load.end().exit())
                    .as("the load goes on at the other gateway")
                    .isZero();
        }
        assertClean();
    }

    @Test
    @Order(2)
    void theNewCoordinatorChangesTheMachineWhereTheOldOneLeftIt() {
        assertThat(client("node", "offline", "2").exit()).isZero();
        Numactor.Outcome online = client("node", "online", "--movable", "2", "--json");
        assertThat(online.exit()).as(online.toString()).isZero();
        try (Gateway standby = gateway(1)) {
            assertMachineIsAsItWasMade(standby);
        }
    }

    @Tag("long")
    @Test
    @Order(3)
    void nodesKeepTheMachineUntilAControlJvmReturns() {
        assertThat(control("control", "start").path("who").asText()).isEqualTo("control");
        try (Gateway first = gateway(0);
                Gateway second = gateway(1)) {
            long owner = second.openOwner("holder");
            allocate(second, owner, 1, HELD);
            Machine before = first.machine();
            long hits = hits(first);
            control("control", "kill", "control");
            control("control", "kill", "control2");
            assertThat(client("hardware").exit()).as("nobody answers").isEqualTo(3);

            control("control", "start", "control");
            await("the API").atMost(GENEROUS).ignoreExceptions().until(() -> serves(first, 0));
            assertThat(first.machine().getEpoch().getTerm())
                    .isGreaterThan(before.getEpoch().getTerm());
            assertThat(lives(first.machine()))
                    .as("no node has begun another life")
                    .isEqualTo(lives(before));
            assertThat(hits(first)).as("counters go on").isGreaterThan(hits);
            assertMachineIsAsItWasMade(first);
            assertClean();
        }
    }

    private static long hits(Gateway gateway) {
        return gateway.numastat().getNodesList().stream()
                .mapToLong(node -> node.getNumaHit())
                .sum();
    }
}
