package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.numactor.api.v1.AllocateResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes fail and return while a load runs; {@link EveryFaultIT} has the rest. */
final class NodeFaultsIT {
    private static final int HELD = 500;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @RegisterExtension
    static final ClusterExtension RING = new ClusterExtension("faults", "captured-ring-4", "--without-prometheus");

    private static Fleet fleet() {
        return new Fleet(RING.cluster());
    }

    @Test
    void aKilledNodeTakesItsPagesAlongAndReturnsEmpty() {
        Fleet fleet = fleet();
        long owner = RING.cluster().gateway().openOwner("holder");
        long life = fleet.info(2).getIncarnation();
        assertThat(Fleet.servers(fleet.allocate(owner, 2, HELD))).containsExactly(2);
        assertThat(Fleet.servers(fleet.allocate(owner, 0, HELD))).containsExactly(0);
        HttpSite.Events events = RING.cluster().http().watch(owner);
        try (Background load = fleet.load(2, "15s")) {
            JsonNode killed = fleet.node("kill", 2, "--probe");
            assertThat(killed.path("servedSeconds").asDouble()).isBetween(0.0, Fleet.GENEROUS_SECONDS);
            assertThat(killed.path("lost").path(0).path("pages").asInt()).isGreaterThanOrEqualTo(HELD);
            assertThat(killed.path("online").toString()).isEqualTo("[0,1,3]");
            assertThat(Fleet.servers(fleet.allocate(owner, 2, 1)))
                    .as("another node serves")
                    .hasSize(1)
                    .doesNotContain(2);
            assertThat(load.end().exit()).as("the load goes on").isZero();
        }
        fleet.assertClean();
        assertThat(events.next()).isEqualTo(new HttpSite.Event("lost", loss(2, life, HELD)));

        JsonNode started = fleet.node("start", 2);
        assertThat(started.path("online").toString()).isEqualTo("[0,1,2,3]");
        assertThat(fleet.info(2).getIncarnation()).as("a new life").isNotEqualTo(life);
        assertThat(RING.cluster().gateway().closeOwner(owner))
                .as("what the holder still had: of node 0, and the page that another node served")
                .isEqualTo(HELD + 1);
        assertThat(events.next()).isEqualTo(new HttpSite.Event("ended", "{\"ended\":\"it was closed\"}"));
        assertThat(events.isOver()).isTrue();
        long next = RING.cluster().gateway().openOwner("next");
        assertThat(Fleet.servers(fleet.allocate(next, 2, 1))).containsExactly(2);
        RING.cluster().gateway().closeOwner(next);
        fleet.assertClean();
    }

    private static String loss(int node, long life, int pages) {
        return "{\"lost\":{\"node\":" + node + ",\"incarnation\":\"" + Long.toUnsignedString(life) + "\",\"pages\":\""
                + pages + "\"}}";
    }

    @Test
    void aCallOverHttpWhoseClientLeavesIsUndone() {
        Fleet fleet = fleet();
        long owner = RING.cluster().gateway().openOwner("leaves");
        fleet.fault(3, "isolate");
        RING.cluster()
                .http()
                .postAndLeave(
                        "/v1/allocate",
                        "{\"owner\": \"" + Long.toUnsignedString(owner)
                                + "\", \"count\": 100, \"node\": 3, \"gfp\": \"GFP_KERNEL|__GFP_THISNODE\"}");
        fleet.fault(3, "heal");
        fleet.awaitAnswer(3);

        assertThat(RING.cluster().gateway().closeOwner(owner)).isZero();
        fleet.assertClean();
    }

    @Tag("long")
    @Test
    void anIsolatedNodeThatIsHealedSoonHasLostNothingAndLaterEverything() {
        Fleet fleet = fleet();
        long owner = RING.cluster().gateway().openOwner("holder");
        long life = fleet.info(1).getIncarnation();
        AllocateResponse held = fleet.allocate(owner, 1, HELD);
        assertThat(Fleet.servers(held)).containsExactly(1);

        fleet.fault(1, "isolate");
        assertThat(Fleet.servers(fleet.allocateAfterSilence(owner, 1)))
                .as("passed over")
                .doesNotContain(1);
        fleet.fault(1, "heal");
        fleet.awaitAnswer(1);
        assertThat(fleet.info(1).getIncarnation()).as("it has never been away").isEqualTo(life);
        assertThat(RING.cluster().gateway().free(owner, held.getRunsList()).getFreed())
                .isEqualTo(HELD);
        fleet.assertClean();

        fleet.allocate(owner, 1, HELD);
        fleet.node("isolate", 1, "--until-removed");
        assertThat(fleet.online()).containsExactly(0, 2, 3);
        fleet.node("heal", 1);
        assertThat(fleet.online()).containsExactly(0, 1, 2, 3);
        assertThat(fleet.info(1).getIncarnation()).isNotEqualTo(life);
        assertThat(RING.cluster().gateway().closeOwner(owner))
                .as("all but the one page that another node served is gone with the node")
                .isEqualTo(1);
        fleet.assertClean();
    }

    @Tag("long")
    @Test
    void mostNodesCutOffWaitForAControlJvmAndReturnEmptyWhenTheNetworkHeals() {
        Fleet fleet = fleet();
        List<Integer> away = List.of(1, 2, 3);
        long owner = RING.cluster().gateway().openOwner("holder");
        List<Long> lives =
                away.stream().map(node -> fleet.info(node).getIncarnation()).toList();
        away.forEach(node -> fleet.allocate(owner, node, HELD));
        fleet.cutOff(away, List.of(0));
        await("the control JVM to go on with node 0")
                .atMost(LIMIT)
                .until(() -> fleet.online().equals(List.of(0)));
        fleet.assertClean();
        away.forEach(node -> fleet.fault(node, "heal"));

        await("the others to return").atMost(LIMIT).until(() -> fleet.online().equals(List.of(0, 1, 2, 3)));
        assertThat(away.stream().map(node -> fleet.info(node).getIncarnation())).doesNotContainAnyElementsOf(lives);
        away.forEach(node -> assertThat(fleet.ownedPages(node)).isZero());
        assertThat(RING.cluster().gateway().closeOwner(owner)).isZero();
        fleet.assertClean();
    }
}
