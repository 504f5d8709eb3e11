package io.numactor.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.MemberPlan;
import io.numactor.cli.running.NamedPort;
import io.numactor.cli.running.Ports;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import io.numactor.mm.kernel.KernelVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
    private static final Ports PORTS = new Ports(0);

    @Test
    void everyNodeHasAJvmOfItsOwn() {
        ClusterPlan plan = ClusterPlan.of(List.of(0, 1, 2, 3), 4, 1, PORTS);
        assertThat(plan.members())
                .extracting(MemberPlan::who)
                .containsExactly("control", "node0", "node1", "node2", "node3");
        assertThat(plan.nodeJvms())
                .extracting(MemberPlan::nodes)
                .containsExactly(List.of(0), List.of(1), List.of(2), List.of(3));
    }

    @Test
    void fewerJvmsShareTheNodesRoundRobin() {
        ClusterPlan plan = ClusterPlan.of(List.of(0, 1, 2, 5, 7), 2, 1, PORTS);
        assertThat(plan.nodeJvms()).extracting(MemberPlan::nodes).containsExactly(List.of(0, 2, 7), List.of(1, 5));
        assertThat(plan.nodeJvms()).extracting(MemberPlan::who).containsExactly("jvm1", "jvm2");
    }

    @Test
    void upToSixteenNodesGetAJvmEachAndMoreShare() {
        assertThat(ClusterPlan.defaultJvms(1, 8)).isEqualTo(1);
        assertThat(ClusterPlan.defaultJvms(16, 8)).isEqualTo(16);
        assertThat(ClusterPlan.defaultJvms(17, 8)).isEqualTo(9);
        assertThat(ClusterPlan.defaultJvms(64, 8)).isEqualTo(16);
    }

    @Test
    void aSmallComputerRunsFewerJvms() {
        assertThat(ClusterPlan.defaultJvms(4, 1)).isEqualTo(4);
        assertThat(ClusterPlan.defaultJvms(8, 2)).isEqualTo(8);
        assertThat(ClusterPlan.defaultJvms(64, 2)).isEqualTo(8);
    }

    @Test
    void manyJvmsOnFewCoresStartInWavesAndWaitLongerForEachOther() {
        List<Integer> nodes = IntStream.range(0, 16).boxed().toList();
        ClusterPlan crowded = ClusterPlan.of(nodes, 16, 1, PORTS, 2);
        assertThat(crowded.waves())
                .hasSize(4)
                .allSatisfy(wave -> assertThat(wave).hasSize(4));
        assertThat(crowded.heartbeatPauseSeconds()).isEqualTo(9);
        ClusterPlan roomy = ClusterPlan.of(nodes, 16, 1, PORTS, 16);
        assertThat(roomy.waves()).hasSize(1);
        assertThat(roomy.heartbeatPauseSeconds()).isEqualTo(3);
    }

    @Test
    void moreJvmsThanNodesAreRefused() {
        assertThatThrownBy(() -> ClusterPlan.of(List.of(0, 1), 3, 1, PORTS))
                .isInstanceOf(ClusterProblem.class)
                .hasMessageContaining("--jvms 3")
                .hasMessageContaining("1 to 2");
    }

    @Test
    void aStandbyHasTheSameRolesAndPortsOfItsOwnAndJoinsTheFirst() {
        ClusterPlan plan = ClusterPlan.of(List.of(0, 1), 2, 2, PORTS, 2);
        assertThat(plan.members()).extracting(MemberPlan::who).containsExactly("control", "control2", "node0", "node1");
        assertThat(plan.waves().get(0)).doesNotContain(plan.control());
        assertThat(String.join(" ", JvmLine.arguments(plan.controls().get(1), request(), plan)))
                .contains("--roles control,gateway --machine ring")
                .contains(
                        "--artery-port 26010 --http-port 26011 --grpc-port 26012 --seeds 127.0.0.1:26000,127.0.0.1:26010");
        assertThat(JvmLine.arguments(plan.control(), request(), plan)).contains("127.0.0.1:26000");
    }

    @Test
    void asManyControlJvmsAsThereArePortsFor() {
        assertThatThrownBy(() -> ClusterPlan.of(List.of(0), 1, 5, PORTS))
                .isInstanceOf(ClusterProblem.class)
                .hasMessageContaining("--control 5")
                .hasMessageContaining("1 to 4");
    }

    @Test
    void noPortIsGivenTwice() {
        List<Integer> nodes = IntStream.range(0, 64).boxed().toList();
        List<Integer> ports = ClusterPlan.of(nodes, 64, 4, PORTS).ports().stream()
                .map(NamedPort::port)
                .toList();
        assertThat(Set.copyOf(ports)).hasSameSizeAs(ports);
    }

    @Test
    void aNodeJvmIsToldItsNodesAndWhereControlListens() {
        ClusterPlan plan = ClusterPlan.of(List.of(0, 1, 2), 2, 1, PORTS, 2);
        assertThat(String.join(" ", JvmLine.arguments(plan.nodeJvms().get(0), request(), plan)))
                .isEqualTo("jvm --roles node --nodes 0,2 --host 127.0.0.1 --artery-port 26100 --http-port 26300"
                        + " --seeds 127.0.0.1:26000 --heartbeat-pause 3s");
    }

    @Test
    void theControlJvmIsToldTheMachineAndItsKernel() {
        ClusterPlan plan = ClusterPlan.of(List.of(0), 1, 1, PORTS, 2);
        assertThat(String.join(" ", JvmLine.arguments(plan.control(), request(), plan)))
                .isEqualTo(
                        "jvm --roles control,gateway --machine ring --kernel 5.15 --host 127.0.0.1"
                                + " --artery-port 26000 --http-port 26001 --grpc-port 26002 --seeds 127.0.0.1:26000 --heartbeat-pause 3s");
    }

    private static UpRequest request() {
        return new UpRequest(
                "x", "ring", Optional.of(KernelVersion.V5_15), 0, 1, PORTS, Profile.QUICK, Reach.LOOPBACK, false);
    }
}
