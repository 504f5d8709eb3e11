package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters begin and end, and leave nothing behind. */
final class LifecycleIT {
    private static final Duration GONE_LIMIT = Duration.ofSeconds(10);
    private static final Pattern PIDS = Pattern.compile("\\bpid((?: \\d+)+)");

    @TempDir
    Path directory = Path.of("");

    @Test
    void demoOverflowsNodeZeroInFiveJvmsAndEndsThem() {
        Numactor.Outcome demo = new Numactor(directory)
                .run("demo", "--duration", "1s", "--port-offset", String.valueOf(PortOffset.free()));

        assertThat(demo.exit()).as(demo.toString()).isZero();
        JsonNode summary = demo.lastLineAsJson();
        assertThat(summary.path("jvms").asInt()).isEqualTo(5);
        assertThat(summary.path("overflowOrder").toString()).isEqualTo("[0,1,3,2]");
        assertThat(summary.path("servedBy")).hasSize(4);
        assertThat(summary.path("misses").asLong()).isPositive();
        assertThat(summary.path("foreigns")).isEqualTo(summary.path("misses"));
        List<Long> pids = pids(demo.out());
        assertThat(pids).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
        assertGone(pids);
        assertThat(directory.resolve(".numactor/demo/cluster.json")).doesNotExist();
    }

    @Test
    void downEndsItOnceAndSaysSoTheSecondTime() {
        try (RunningCluster cluster =
                RunningCluster.up("twice", "captured-ring-4", "--jvms", "1", "--without-prometheus")) {
            List<Long> pids =
                    cluster.jvms().stream().map(RunningCluster.Member::pid).toList();
            assertThat(cluster.run("ps").out()).contains("twice");

            Numactor.Outcome down = cluster.run("down", "--name", "twice");
            assertThat(down.exit()).as(down.toString()).isZero();
            assertThat(down.out())
                    .contains("cluster \"twice\": 2 processes ended")
                    .doesNotContain("killed");
            assertGone(pids);

            assertThat(cluster.run("ps").out()).contains("no cluster runs here");
            Numactor.Outcome again = cluster.run("down", "--name", "twice");
            assertThat(again.exit()).isEqualTo(1);
            assertThat(again.out()).contains("no cluster \"twice\" runs here");
        }
    }

    @Test
    void whatIsLeftOfAClusterThatHasJustLostANodeEndsInOrder() {
        try (RunningCluster cluster = RunningCluster.up("bereft", "captured-ring-4", "--without-prometheus")) {
            RunningCluster.Member lost = cluster.jvms().get(2);
            ProcessHandle process = ProcessHandle.of(lost.pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();

            Numactor.Outcome down = cluster.run("down", "--name", "bereft");
            assertThat(down.out())
                    .contains("cluster \"bereft\": 4 processes ended; gone already: " + lost.who())
                    .doesNotContain("killed");
        }
    }

    private static List<Long> pids(String text) {
        return PIDS.matcher(text)
                .results()
                .flatMap(match ->
                        Pattern.compile(" ").splitAsStream(match.group(1).strip()))
                .map(Long::valueOf)
                .toList();
    }

    private static void assertGone(List<Long> pids) {
        await("end of " + pids)
                .atMost(GONE_LIMIT)
                .untilAsserted(() -> assertThat(pids)
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
    }
}
