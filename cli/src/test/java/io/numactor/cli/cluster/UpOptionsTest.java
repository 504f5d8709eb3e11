package io.numactor.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.Ports;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import io.numactor.mm.kernel.KernelVersion;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class UpOptionsTest {
    @Test
    void theMachineAloneIsEnough() {
        assertThat(parse("ring-4").options.request())
                .isEqualTo(new UpRequest(
                        "default",
                        "ring-4",
                        Optional.empty(),
                        0,
                        1,
                        new Ports(0),
                        Profile.QUICK,
                        Reach.LOOPBACK,
                        true));
    }

    @Test
    void everyOptionIsTaken() {
        UpCommand up = parse(
                "ring-4",
                "-d",
                "--jvms",
                "2",
                "--control",
                "2",
                "--name",
                "x",
                "--port-offset",
                "100",
                "--profile",
                "measured",
                "--without-prometheus",
                "--kernel",
                "2.6.24",
                "--json");
        assertThat(up.options.request())
                .isEqualTo(new UpRequest(
                        "x",
                        "ring-4",
                        Optional.of(KernelVersion.V2_6_24),
                        2,
                        2,
                        new Ports(100),
                        Profile.MEASURED,
                        Reach.LOOPBACK,
                        false));
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
    void anUnknownKernelIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> parse("ring-4", "--kernel", "6.2"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'6.2' is none of")
                .hasMessageContaining("2.6.24, 4.4, 5.15, 5.17, 6.1");
    }

    @Test
    void aNegativeNumberOfJvmsIsRefused() {
        UpOptions options = parse("ring-4", "--jvms", "-1").options;
        assertThatThrownBy(options::request).isInstanceOf(ClusterProblem.class).hasMessageContaining("--jvms -1");
    }

    @Test
    void agesAreTheTwoLargestUnits() {
        assertThat(PsCommand.age(Duration.ofSeconds(9))).isEqualTo("9s");
        assertThat(PsCommand.age(Duration.ofSeconds(190))).isEqualTo("3m 10s");
        assertThat(PsCommand.age(Duration.ofMinutes(125))).isEqualTo("2h 5m");
    }

    private static UpCommand parse(String... arguments) {
        UpCommand up = new UpCommand();
        new CommandLine(up).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return up;
    }
}
