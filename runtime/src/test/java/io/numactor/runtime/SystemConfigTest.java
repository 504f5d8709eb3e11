package io.numactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.numactor.runtime.security.ApiLimits;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemConfigTest {
    private static Config member(Credentials credentials) {
        return SystemConfig.clustered(new JvmSettings(
                "c",
                Set.of(Role.NODE),
                "127.0.0.1",
                "127.0.0.1",
                26_100,
                26_300,
                0,
                List.of("127.0.0.1:26000"),
                Duration.ofSeconds(3),
                List.of(),
                credentials));
    }

    @Test
    void bytesFromElsewhereNeverBecomeObjectsOfTheirOwnChoice() {
        for (Config config : List.of(member(Credentials.NONE), SystemConfig.embedded())) {
            assertThat(config.getBoolean("pekko.actor.allow-java-serialization"))
                    .isFalse();
        }
    }

    @Test
    void certificatesMakeTheTransportSpeakTls() {
        TlsFiles files = new TlsFiles(Path.of("ca.pem"), Path.of("cert.pem"), Path.of("key.pem"));
        Config config = member(new Credentials(Optional.of(files), Optional.empty()));
        assertThat(config.getString("pekko.remote.artery.transport")).isEqualTo("tls-tcp");
        assertThat(config.getString("pekko.remote.artery.ssl.rotating-keys-engine.key-file"))
                .isEqualTo("key.pem");
        assertThat(member(Credentials.NONE).getString("pekko.remote.artery.transport"))
                .isEqualTo("tcp");
    }

    @Test
    void limitsAreSettings() {
        ApiLimits limits = ApiLimits.of(SystemConfig.embedded());
        assertThat(limits.messageBytes()).isEqualTo(4 << 20);
        assertThat(limits.bodyBytes()).isEqualTo(1 << 20);
        assertThat(limits.operations()).isEqualTo(32_768);
    }
}
