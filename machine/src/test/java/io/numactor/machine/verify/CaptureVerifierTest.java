package io.numactor.machine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.numactor.machine.Fixtures;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.verify.Check.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CaptureVerifierTest {
    static final List<String> CAPTURES = Fixtures.CAPTURES;
    static final List<String> HIGHMEM = Fixtures.HIGHMEM;

    @TempDir
    Path copy;

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void agreesWithWhatTheRealKernelPrinted(String name) {
        VerifyReport report = CaptureVerifier.verify(Fixtures.capture(name));
        assertThat(report.machine()).isEqualTo(name);
        assertThat(report.checks())
                .filteredOn(check -> check.outcome() == Outcome.DIFFER)
                .isEmpty();
        assertThat(report.passed()).isTrue();
        for (String compared : List.of(
                "fallback-order", "zonelists", "zone-spans", "watermarks", "protection", "pagesets", "distances")) {
            assertThat(check(report, compared).outcome()).as(compared).isEqualTo(Outcome.AGREE);
        }
    }

    @Test
    void comparesEveryZoneListAndEveryPageset() {
        VerifyReport report = CaptureVerifier.verify(Fixtures.capture(Fixtures.RING));
        assertThat(check(report, "zonelists").detail()).isEqualTo("10 lines");
        assertThat(check(report, "watermarks").detail()).isEqualTo("60 marks");
        assertThat(check(report, "pagesets").detail()).isEqualTo("40 values");
    }

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void derivesManagedPagesToThePage(String name) {
        Check managed = check(CaptureVerifier.verify(Fixtures.capture(name)), "managed");
        assertThat(managed.outcome()).isEqualTo(Outcome.AGREE);
        assertThat(managed.detail()).endsWith("largest error +0 pages");
    }

    @Test
    void namesManagedPagesThatAreTooFarOff() throws IOException {
        copy(Fixtures.RING);
        Path file = copy.resolve("zoneinfo.txt");
        String text = Files.readString(file);
        assertThat(text).contains("        managed  40797\n");
        Files.writeString(file, text.replaceFirst("        managed  40797\n", "        managed  40000\n"));
        assertThat(check(CaptureVerifier.verify(copy), "managed").differences())
                .containsExactly("N0/DMA32: real 40000, emulated 40797 (off by +797)");
    }

    @Test
    void namesALineOfTheLogThatWasAltered() throws IOException {
        copy(Fixtures.RING);
        Path log = copy.resolve("dmesg.txt");
        Files.writeString(
                log, Files.readString(log).replace("Freeing initrd memory: 1744K", "Freeing initrd memory: 8K"));
        VerifyReport report = CaptureVerifier.verify(copy);
        assertThat(check(report, "freed-late").differences())
                .containsExactly("line 2: real 'Freeing initrd memory: 8K', emulated 'Freeing initrd memory: 1744K'");
        assertThat(check(report, "order-of-lines").outcome()).isEqualTo(Outcome.DIFFER);
    }

    @Test
    void comparesTheMapOfPhysicalAddresses() {
        VerifyReport report = CaptureVerifier.verify(Fixtures.capture(Fixtures.RING));
        for (String compared : List.of("iomem", "system-map", "memory-line", "nosave", "per-cpu", "order-of-lines")) {
            assertThat(check(report, compared).outcome()).as(compared).isEqualTo(Outcome.AGREE);
        }
    }

    @Test
    void refusesACaptureOfAnotherKernel() throws IOException {
        copy(Fixtures.RING);
        Path boot = copy.resolve("inputs/boot.json");
        Files.writeString(boot, Files.readString(boot).replace("\"6.1.0-", "\"5.15.0-"));
        assertThatThrownBy(() -> CaptureVerifier.verify(copy))
                .isInstanceOf(MachineRefused.class)
                .hasMessageContaining("kernel 5.15.0-")
                .hasMessageEndingWith("captures of 6.1 can be verified");
    }

    @Test
    void namesADistanceThatWasAltered() throws IOException {
        copy(Fixtures.RING);
        Path slit = copy.resolve("inputs/acpi/SLIT.bin");
        byte[] table = Files.readAllBytes(slit);
        int fromZeroToOne = 44 + 1;
        table[fromZeroToOne] = (byte) (table[fromZeroToOne] + 14);
        table[9] = (byte) (table[9] - 14);
        Files.write(slit, table);
        VerifyReport report = CaptureVerifier.verify(copy);
        assertThat(report.passed()).isFalse();
        assertThat(check(report, "distances").differences())
                .containsExactly("N0 distance: real [10, 16, 22, 16], emulated [10, 30, 22, 16]");
        assertThat(check(report, "fallback-order").differences())
                .contains("line 1: real 'Fallback order for Node 0: 0 1 3 2',"
                        + " emulated 'Fallback order for Node 0: 0 3 2 1'");
        assertThat(check(report, "zonelists").outcome()).isEqualTo(Outcome.DIFFER);
    }

    @Test
    void namesAWatermarkThatWasAltered() throws IOException {
        copy(Fixtures.RING);
        Path file = copy.resolve("zoneinfo.txt");
        String text = Files.readString(file);
        assertThat(text).contains("        min      212\n");
        Files.writeString(file, text.replaceFirst("        min      212\n", "        min      213\n"));
        VerifyReport report = CaptureVerifier.verify(copy);
        assertThat(report.passed()).isFalse();
        assertThat(check(report, "watermarks"))
                .isEqualTo(new Check(
                        "watermarks",
                        Outcome.DIFFER,
                        "1 of 60 marks differ",
                        List.of("N0/DMA32 min: real 213, emulated 212")));
        assertThat(report.count(Outcome.DIFFER)).isEqualTo(1);
    }

    @Test
    void doesNotPassWhereNothingCanBeCompared() {
        VerifyReport report =
                CaptureVerifier.verify(Fixtures.capture(Fixtures.RING).resolve("inputs"));
        assertThat(report.checks()).isNotEmpty().allMatch(check -> check.outcome() == Outcome.ABSENT);
        assertThat(report.passed()).isFalse();
    }

    @ParameterizedTest
    @FieldSource("HIGHMEM")
    void agreesWithKernelsThatHaveHighMem(String name) {
        VerifyReport report = CaptureVerifier.verify(Fixtures.capture(name));
        assertThat(report.checks())
                .filteredOn(check -> check.outcome() == Outcome.DIFFER)
                .isEmpty();
        for (String compared : List.of(
                "zone-ranges",
                "zone-spans",
                "zonelists",
                "total-pages",
                "watermarks",
                "protection",
                "pagesets",
                "ram-end",
                "low-memory",
                "initrd",
                "mem-init",
                "vmalloc-total",
                "low-high-total")) {
            assertThat(check(report, compared).outcome()).as(compared).isEqualTo(Outcome.AGREE);
        }
        assertThat(check(report, "initrd").detail()).isEqualTo("3 lines");
    }

    @Test
    void reportsAsJson() {
        JsonNode json = CaptureVerifier.verify(Fixtures.capture(Fixtures.CXL)).toJson();
        assertThat(json.get("machine").asText()).isEqualTo(Fixtures.CXL);
        assertThat(json.get("passed").asBoolean()).isTrue();
        JsonNode first = json.get("checks").get(0);
        assertThat(first.get("name").asText()).isEqualTo("memory-map");
        assertThat(first.get("outcome").asText()).isEqualTo("agree");
        assertThat(first.get("detail").asText()).isEqualTo("10 lines");
    }

    private static Check check(VerifyReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void copy(String name) throws IOException {
        Path from = Fixtures.capture(name);
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile).forEach(file -> copyFile(file, copy.resolve(from.relativize(file))));
        }
    }

    private static void copyFile(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
