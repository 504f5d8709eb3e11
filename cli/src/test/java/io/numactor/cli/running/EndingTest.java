package io.numactor.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndingTest {
    @Test
    void endsWhatWasRecordedAndNothingThatOnlyHasItsPid() throws Exception {
        Process ours = sleeper();
        Process stranger = sleeper();
        try {
            ProcessIdentity reused = new ProcessIdentity(stranger.pid(), 1);
            Ending.Outcome outcome = Ending.end(
                    List.of(member("control", ProcessIdentity.of(ours.toHandle())), member("node0", reused)));
            assertThat(outcome.ended()).containsExactly("control");
            assertThat(outcome.gone()).containsExactly("node0");
            assertThat(outcome.killed()).isEmpty();
            assertThat(ours.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            ours.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    private static Process sleeper() throws IOException {
        return new ProcessBuilder("sleep", "60").start();
    }

    private static MemberRecord member(String who, ProcessIdentity process) {
        return new MemberRecord(who, List.of(who), List.of(), process, 0, 0, 0, "", List.of());
    }
}
