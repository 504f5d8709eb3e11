package io.numactor.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class UpOptionsTest {
    @Test
    void theMachineAloneIsEnough() {
        assertThat(parse("ring-4").options.request())
                .isEqualTo(new UpRequest("default", "ring-4", 0, new Ports(0), Profile.QUICK, true));
    }

    @Test
    void everyOptionIsTaken() {
        UpCommand up = parse(
                "ring-4",
                "-d",
                "--jvms",
                "2",
                "--name",
                "x",
                "--port-offset",
                "100",
                "--profile",
                "measured",
                "--without-prometheus",
                "--json");
        assertThat(up.options.request())
                .isEqualTo(new UpRequest("x", "ring-4", 2, new Ports(100), Profile.MEASURED, false));
        assertThat(up.background).isTrue();
        assertThat(up.json).isTrue();
    }

    @Test
    void aMachineIsNeeded() {
        assertThatThrownBy(UpOptionsTest::parse)
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("MACHINE");
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThatThrownBy(() -> parse("ring-4", "--profile", "fast")).isInstanceOf(ParameterException.class);
    }

    @Test
    void aNegativeNumberOfJvmsIsRefused() {
        UpOptions options = parse("ring-4", "--jvms", "-1").options;
        assertThatThrownBy(options::request).isInstanceOf(ClusterProblem.class).hasMessageContaining("--jvms -1");
    }

    @Test
    void durationsHaveAUnit() {
        assertThat(Durations.parse("--duration", "20s")).isEqualTo(Duration.ofSeconds(20));
        assertThat(Durations.parse("--duration", "1500ms")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Durations.parse("--duration", "2m")).isEqualTo(Duration.ofMinutes(2));
        for (String bad : new String[] {"20", "s", "-1s", "1d", "9999999999s", ""}) {
            assertThatThrownBy(() -> Durations.parse("--duration", bad))
                    .as(bad)
                    .isInstanceOf(ClusterProblem.class)
                    .hasMessageContaining("--duration '" + bad + "'");
        }
    }

    private static UpCommand parse(String... arguments) {
        UpCommand up = new UpCommand();
        new CommandLine(up).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return up;
    }
}
