package io.numactor.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedPortTest {
    @Test
    void aPortThatSomebodyListensOnIsTakenAndNamed() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NamedPort port = new NamedPort("gRPC of control", server.getLocalPort());
            assertThat(port.listens()).isTrue();
            assertThat(NamedPort.taken(List.of(port))).containsExactly(port);
            assertThat(port).hasToString(server.getLocalPort() + " (gRPC of control)");
        }
    }

    @Test
    void aPortThatWasGivenBackIsFree() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertThat(new NamedPort("HTTP of control", port).isFree()).isTrue();
        assertThat(new NamedPort("HTTP of control", port).listens()).isFalse();
    }

    @Test
    void theOffsetShiftsEveryPort() {
        Ports ports = new Ports(500);
        assertThat(List.of(ports.controlArtery(0), ports.controlHttp(0), ports.controlGrpc(0), ports.prometheus()))
                .containsExactly(26500, 26501, 26502, 26590);
        assertThat(List.of(ports.controlArtery(1), ports.controlHttp(1), ports.controlGrpc(1)))
                .containsExactly(26510, 26511, 26512);
        assertThat(List.of(ports.nodeArtery(3), ports.nodeHttp(3))).containsExactly(26603, 26803);
    }

    @Test
    void anOffsetThatLeavesTheRangeOfPortsIsRefused() {
        assertThat(new Ports(Ports.MAX_OFFSET).nodeHttp(Ports.MAX_NODE_JVMS - 1))
                .isEqualTo(65_535);
        assertThatThrownBy(() -> new Ports(Ports.MAX_OFFSET + 1))
                .isInstanceOf(ClusterProblem.class)
                .hasMessageContaining("--port-offset 39037");
    }
}
