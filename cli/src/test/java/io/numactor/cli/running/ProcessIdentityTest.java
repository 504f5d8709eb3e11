package io.numactor.cli.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void findsALivingProcess() throws Exception {
        Process sleeper = sleeper();
        try {
            assertThat(ProcessIdentity.of(sleeper.toHandle()).find()).contains(sleeper.toHandle());
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void aProcessThatEndedIsNotFound() throws Exception {
        Process sleeper = sleeper();
        ProcessIdentity identity = ProcessIdentity.of(sleeper.toHandle());
        sleeper.destroyForcibly();
        assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(identity.isAlive()).isFalse();
    }

    @Test
    void aLaterProcessOfTheSamePidIsAnother() throws Exception {
        Process sleeper = sleeper();
        try {
            ProcessIdentity now = ProcessIdentity.of(sleeper.toHandle());
            ProcessIdentity earlier = new ProcessIdentity(now.pid(), now.startMillis() - 60_000);
            assertThat(earlier.isAlive()).isFalse();
        } finally {
            sleeper.destroyForcibly();
        }
    }

    private static Process sleeper() throws IOException {
        return new ProcessBuilder("sleep", "60").start();
    }
}
