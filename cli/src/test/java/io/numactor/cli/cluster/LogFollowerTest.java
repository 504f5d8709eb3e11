package io.numactor.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.cli.running.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {
    @TempDir
    Path folder;

    @Test
    void givesWholeLinesOnly() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "old\n");
        LogFollower follower = LogFollower.atEnd(log);
        Files.writeString(log, "one\ntwo\nthr", StandardOpenOption.APPEND);
        assertThat(follower.more()).containsExactly("one", "two");
        Files.writeString(log, "ee\n", StandardOpenOption.APPEND);
        assertThat(follower.more()).containsExactly("three");
    }

    @Test
    void beginsAgainWithAFileThatWasBegunAgain() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "a long old line\n");
        LogFollower follower = LogFollower.atEnd(log);
        Files.writeString(log, "new\n");
        assertThat(follower.more()).containsExactly("new");
    }

    @Test
    void theTailIsTheLastLines() throws IOException {
        Path log = Files.writeString(folder.resolve("x.log"), "1\n2\n3\n4\n");
        assertThat(LogTail.last(log, 2)).containsExactly("3", "4");
        assertThat(LogTail.last(log, 9)).containsExactly("1", "2", "3", "4");
        assertThat(LogTail.last(folder.resolve("none.log"), 2)).isEmpty();
    }
}
