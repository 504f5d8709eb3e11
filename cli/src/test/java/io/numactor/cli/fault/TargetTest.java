package io.numactor.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.numactor.cli.ExitCode;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.ProcessIdentity;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
    private static final ProcessIdentity SELF = ProcessIdentity.of(ProcessHandle.current());
    private static final ProcessIdentity REUSED = new ProcessIdentity(SELF.pid(), 1);
    private static final ProcessIdentity GONE = new ProcessIdentity(Long.MAX_VALUE, 1);

    @TempDir
    Path folder;

    @Test
    void withoutAClusterNobodyIsReached() {
        refused(() -> Target.of(store(), "default", 0), ExitCode.UNREACHABLE, "no cluster \"default\" runs here");
    }

    @Test
    void aNodeThatTheClusterDoesNotHaveIsBadUsage() {
        write(SELF, GONE);
        refused(
                () -> Target.of(store(), "default", 7),
                ExitCode.USAGE,
                "no node 7: cluster \"default\" has nodes 0, 1, 2");
    }

    @Test
    void theOtherNodesOfItsJvmAreNamed() {
        write(SELF, SELF);
        assertThat(Target.of(store(), "default", 0).others()).contains("node 2");
        assertThat(Target.of(store(), "default", 1).others()).isEmpty();
    }

    @Test
    void aJvmThatHasEndedIsNotKilledNorIsAnotherProcessWithItsPid() {
        write(SELF, GONE);
        refused(() -> Target.of(store(), "default", 1).process(), ExitCode.FAILED, "does not run; ");
        write(SELF, REUSED);
        refused(
                () -> Target.of(store(), "default", 1).process(),
                ExitCode.FAILED,
                "its pid belongs to another process now");
    }

    private static void refused(Runnable what, int exitCode, String message) {
        assertThatThrownBy(what::run)
                .hasMessageContaining(message)
                .asInstanceOf(type(ClusterProblem.class))
                .extracting(ClusterProblem::exitCode)
                .isEqualTo(exitCode);
    }

    private void write(ProcessIdentity first, ProcessIdentity second) {
        store().write(new ClusterRecord(
                "default",
                "ring-4",
                Profile.QUICK,
                0,
                Reach.LOOPBACK,
                0,
                List.of(member("jvm1", List.of(0, 2), first), member("node1", List.of(1), second))));
    }

    private static MemberRecord member(String who, List<Integer> nodes, ProcessIdentity process) {
        return new MemberRecord(who, List.of("node"), nodes, process, 0, 0, 0, "", List.of());
    }

    private ClusterStore store() {
        return ClusterStore.at(folder);
    }
}
