package io.numactor.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    private static final List<String> LINE = List.of("sh", "-c", "echo begun; exec sleep 60");

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        cluster().members().forEach(member -> member.process().find().ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void startsAnEndedMemberByTheSameLineAndRecordsTheNewProcess() throws Exception {
        Child first = begin(0);
        refusesToStartTwice();
        awaitLog(first, "begun\n");
        first.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        MemberRecord member = cluster().hostOf(3).orElseThrow();
        Child second = Restart.of(store(), cluster(), member, member.command());
        assertThat(second.identity().pid()).isNotEqualTo(first.identity().pid());
        assertThat(cluster().hostOf(3).orElseThrow()).isEqualTo(member.as(second.identity(), LINE));
        awaitLog(second, "begun\nbegun\n");
    }

    private static void awaitLog(Child child, String text) {
        await().untilAsserted(() -> assertThat(Files.readString(child.log())).isEqualTo(text));
    }

    @Test
    void aPortThatSomebodyElseHasIsNamed() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            begin(stranger.getLocalPort()).process().destroyForcibly().onExit().join();
            MemberRecord member = cluster().hostOf(3).orElseThrow();
            assertThatThrownBy(() -> Restart.of(store(), cluster(), member, member.command()))
                    .isInstanceOf(ClusterProblem.class)
                    .hasMessageContaining(stranger.getLocalPort() + " (HTTP of node3)");
        }
    }

    private void refusesToStartTwice() {
        MemberRecord member = cluster().hostOf(3).orElseThrow();
        assertThatThrownBy(() -> Restart.of(store(), cluster(), member, member.command()))
                .isInstanceOf(ClusterProblem.class)
                .hasMessageContaining("runs already, as pid " + member.process().pid());
    }

    private Child begin(int httpPort) throws IOException {
        Child child = Child.start("node3", LINE, folder.resolve("node3.log"));
        MemberRecord member = new MemberRecord(
                "node3",
                List.of("node"),
                List.of(3),
                child.identity(),
                0,
                httpPort,
                0,
                child.log().toString(),
                child.command());
        store().write(new ClusterRecord("default", "ring-4", Profile.QUICK, 0, Reach.LOOPBACK, 0, List.of(member)));
        return child;
    }

    private ClusterStore store() {
        return ClusterStore.at(folder);
    }

    private ClusterRecord cluster() {
        return store().read("default").orElseThrow();
    }
}
