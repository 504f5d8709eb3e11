package io.numactor.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.numactor.cli.cluster.JvmLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static final ProcessIdentity GONE = new ProcessIdentity(Long.MAX_VALUE, 1);
    private static final ProcessIdentity ALIVE = ProcessIdentity.of(ProcessHandle.current());

    private final List<MemberRecord> members = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stopServers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aControlJvmJoinsTheOtherOneThatLives() {
        MemberRecord control = control("control", 26_000, GONE);
        control("control2", 26_010, ALIVE);
        node("node0", 26_100, ALIVE);
        assertThat(seeds(control)).containsExactly("127.0.0.1:26010");
    }

    @Test
    void theOnlyControlJvmLooksForTheNodesThatLive() throws IOException {
        MemberRecord control = control("control", 26_000, GONE);
        node("node0", 26_100, GONE);
        node("node1", 26_101, ALIVE, answering(200));
        node("node2", 26_102, ALIVE, answering(200));
        assertThat(seeds(control)).containsExactly("127.0.0.1:26101", "127.0.0.1:26102");
    }

    /** It looks for a control JVM itself: both would wait for ever. */
    @Test
    void theOnlyControlJvmDoesNotLookForNodesThatBeginAnew() throws IOException {
        MemberRecord control = control("control", 26_000, GONE);
        node("node0", 26_100, ALIVE, answering(503));
        assertThat(seeds(control)).containsExactly("127.0.0.1:26000");
    }

    @Test
    void theFirstControlJvmToLiveAgainBeginsAnew() {
        MemberRecord control = control("control", 26_000, GONE);
        control("control2", 26_010, GONE);
        node("node0", 26_100, GONE);
        assertThat(seeds(control)).containsExactly("127.0.0.1:26000");
    }

    @Test
    void aNodeWaitsForWhicheverControlJvmComesBackFirst() {
        control("control", 26_000, GONE);
        control("control2", 26_010, GONE);
        MemberRecord node = node("node0", 26_100, GONE);
        assertThat(seeds(node)).containsExactly("127.0.0.1:26000", "127.0.0.1:26010");
    }

    @Test
    void onlyTheSeedsOfALineAreReplaced() {
        assertThat(JvmLine.joining(List.of("java", "--seeds", "a:1", "--heartbeat-pause", "3s"), List.of("b:2", "c:3")))
                .containsExactly("java", "--seeds", "b:2,c:3", "--heartbeat-pause", "3s");
    }

    private List<String> seeds(MemberRecord member) {
        return Seeds.of(new ClusterRecord("default", "ring-4", Profile.QUICK, 0, Reach.LOOPBACK, 0, members), member);
    }

    private MemberRecord control(String who, int port, ProcessIdentity process) {
        return add(who, List.of("control", "gateway"), List.of(), port, process, 0);
    }

    private MemberRecord node(String who, int port, ProcessIdentity process) {
        return node(who, port, process, 0);
    }

    private MemberRecord node(String who, int port, ProcessIdentity process, int httpPort) {
        return add(who, List.of("node"), List.of(members.size()), port, process, httpPort);
    }

    /** The HTTP port of a JVM that says this of its health. */
    private int answering(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        servers.add(server);
        server.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    private MemberRecord add(
            String who, List<String> roles, List<Integer> nodes, int port, ProcessIdentity process, int httpPort) {
        MemberRecord member = new MemberRecord(who, roles, nodes, process, port, httpPort, 0, "", List.of());
        members.add(member);
        return member;
    }
}
