package io.numactor.machine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.machine.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real 6.1 kernels to which memory was added, and whose memory, CPUs and tunables were changed, step by step. */
final class HotplugChecksTest {
    private static final List<String> CHECKS = List.of(
            "hotplug-steps",
            "hotplug-log",
            "hotplug-zones",
            "hotplug-watermarks",
            "hotplug-protection",
            "hotplug-pagesets",
            "hotplug-sysctls",
            "hotplug-blocks",
            "hotplug-node-masks");

    @TempDir
    Path copy;

    private static List<Check> hotplug(Path folder) {
        return CaptureVerifier.verify(folder).checks().stream()
                .filter(check -> check.name().startsWith("hotplug"))
                .toList();
    }

    /**
     * A node that had nothing; a node that had memory, with all three types and offline again; a device of a domain that
     * no table names; every tunable, refused values among them, with a CPU that goes and returns.
     */
    @ParameterizedTest
    @ValueSource(strings = {"hotplug-3n-movable", "hotplug-2n-grow", "hotplug-4n-kernel", "hotplug-2n-sysctl"})
    void everyStepAgreesWithTheRealKernel(String capture) {
        List<Check> checks = hotplug(Fixtures.capture(capture));
        assertThat(checks).extracting(Check::name).containsExactlyInAnyOrderElementsOf(CHECKS);
        assertThat(checks)
                .filteredOn(check -> check.outcome() != Check.Outcome.AGREE)
                .isEmpty();
    }

    @Test
    void namesTheStepThatDiffers() throws IOException {
        Path step = altered(
                "hotplug/2-first-block-online_movable/zoneinfo.txt", "        min      1464", "        min      1465");
        assertThat(step).exists();
        assertThat(hotplug(copy))
                .filteredOn(check -> check.outcome() == Check.Outcome.DIFFER)
                .singleElement()
                .satisfies(check -> assertThat(check.differences())
                        .containsExactly("step 2 (first-block-online_movable) N2/Movable min, low, high:"
                                + " real [1465, 1830, 2196], emulated [1464, 1830, 2196]"));
    }

    @Test
    void withoutTheDeviceNothingAgrees() throws IOException {
        altered("inputs/qmp.json", "\"device_add\"", "\"device_del\"");
        assertThat(hotplug(copy))
                .filteredOn(check -> check.outcome() == Check.Outcome.DIFFER)
                .extracting(Check::name)
                .contains("hotplug-log", "hotplug-zones", "hotplug-watermarks", "hotplug-blocks");
    }

    private Path altered(String file, String from, String to) throws IOException {
        Path original = Fixtures.capture("hotplug-3n-movable");
        try (Stream<Path> files = Files.walk(original)) {
            for (Path source : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(original.relativize(source).toString());
                Files.createDirectories(target.getParent());
                Files.copy(source, target);
            }
        }
        Path changed = copy.resolve(file);
        String text = Files.readString(changed);
        assertThat(text).contains(from);
        Files.writeString(changed, text.replace(from, to));
        return changed;
    }
}
