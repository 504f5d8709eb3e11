package io.numactor.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.ProcessIdentity;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpReportTest {
    private static final ProcessIdentity ALIVE = ProcessIdentity.of(ProcessHandle.current());
    private static final ProcessIdentity GONE = new ProcessIdentity(Long.MAX_VALUE, 1);

    @Test
    void countsWhatRuns() {
        assertThat(UpReport.size(cluster(ALIVE))).isEqualTo("2 JVMs, 2 NUMA nodes");
    }

    @Test
    void aJvmLostDuringTheBootIsNotCounted() {
        assertThat(UpReport.size(cluster(GONE))).isEqualTo("1 of 2 JVMs, 0 of 2 NUMA nodes");
    }

    private static ClusterRecord cluster(ProcessIdentity node) {
        return new ClusterRecord(
                "default",
                "ring-4",
                Profile.QUICK,
                0,
                Reach.LOOPBACK,
                1_700_000_000_000L,
                List.of(
                        member("control", List.of("control", "gateway"), List.of(), ALIVE),
                        member("jvm1", List.of("node"), List.of(0, 2), node)));
    }

    private static MemberRecord member(String who, List<String> roles, List<Integer> nodes, ProcessIdentity process) {
        return new MemberRecord(who, roles, nodes, process, 26100, 26300, 0, who + ".log", List.of("java", who));
    }
}
