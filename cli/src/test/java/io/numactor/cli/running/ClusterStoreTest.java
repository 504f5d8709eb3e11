package io.numactor.cli.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStoreTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() {
        ClusterStore store = ClusterStore.at(folder);
        store.write(cluster("default"));
        assertThat(store.read("default")).contains(cluster("default"));
    }

    @Test
    void listsClustersByNameAndForgetsThem() {
        ClusterStore store = ClusterStore.at(folder);
        store.write(cluster("two"));
        store.write(cluster("one"));
        assertThat(store.readAll()).containsExactly(cluster("one"), cluster("two"));
        store.forget("one");
        assertThat(store.readAll()).containsExactly(cluster("two"));
    }

    @Test
    void aClusterWhoseProcessesAreGoneIsNotAlive() {
        assertThat(cluster("default").isAlive()).isFalse();
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        ClusterStore store = ClusterStore.at(folder);
        Files.createDirectories(store.directory("default"));
        Files.writeString(store.directory("default").resolve("cluster.json"), "{\"name\": ");
        assertThatThrownBy(() -> store.read("default"))
                .isInstanceOf(ClusterProblem.class)
                .hasMessageContaining("cluster.json");
    }

    @Test
    void aNameThatLeavesTheFolderIsRefused() {
        ClusterStore store = ClusterStore.at(folder);
        for (String name : List.of("", "..", "../x", "a/b", ".hidden", "x".repeat(65))) {
            assertThatThrownBy(() -> store.directory(name)).as(name).isInstanceOf(ClusterProblem.class);
        }
    }

    private static ClusterRecord cluster(String name) {
        ProcessIdentity gone = new ProcessIdentity(Long.MAX_VALUE, 1);
        MemberRecord control = new MemberRecord(
                "control",
                List.of("control", "gateway"),
                List.of(),
                gone,
                26000,
                26001,
                26002,
                "control.log",
                List.of("java", "control"));
        MemberRecord node = new MemberRecord(
                "jvm1", List.of("node"), List.of(0, 2), gone, 26100, 26300, 0, "jvm1.log", List.of("java", "jvm1"));
        return new ClusterRecord(
                name, "ring-4", Profile.QUICK, 0, Reach.LOOPBACK, 1_700_000_000_000L, List.of(control, node));
    }
}
