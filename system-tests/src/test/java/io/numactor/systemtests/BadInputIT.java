package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in the hands of somebody whose files are damaged; a real capture, spoilt in one place each. */
final class BadInputIT {
    private static final Path CAPTURE = Repository.file("machine/src/test/resources/captures/trace-spill-4n-ring");

    /** In an ACPI table: where its checksum is, and in SLIT where the distance from node 0 to node 1 is. */
    private static final int CHECKSUM = 9;

    private static final int DISTANCE_0_TO_1 = 44 + 1;
    private static final int DISTANCE_1_TO_0 = 44 + 4;

    @TempDir
    Path directory = Path.of("");

    @Test
    void garbageForSlitIsRefusedWithTheFile() throws IOException {
        Files.writeString(copy().resolve("inputs/acpi/SLIT.bin"), "garbage ".repeat(10));

        assertFails(2, "inputs/acpi/SLIT.bin: offset 0: the signature is not SLIT", boot());
    }

    @Test
    void aFlippedDistanceIsRefusedForItsChecksum() throws IOException {
        Path slit = copy().resolve("inputs/acpi/SLIT.bin");
        byte[] table = Files.readAllBytes(slit);
        table[DISTANCE_0_TO_1] ^= 0x40;
        Files.write(slit, table);

        assertFails(2, "inputs/acpi/SLIT.bin", boot());
    }

    @Test
    void aTruncatedSratIsRefusedWithBothLengths() throws IOException {
        Path srat = copy().resolve("inputs/acpi/SRAT.bin");
        Files.write(srat, Arrays.copyOf(Files.readAllBytes(srat), 100));

        assertFails(2, "inputs/acpi/SRAT.bin: offset 4: the header says 352 bytes, the file has 100", boot());
    }

    @Test
    void aMachineWithoutNodesIsRefusedWithTheLine() throws IOException {
        Files.writeString(directory.resolve("empty.yaml"), "name: empty\nnodes: []\n");

        assertFails(2, "empty.yaml: line 2: nodes: ", run("boot", "empty.yaml"));
        assertFails(2, "empty.yaml: line 2: nodes: ", run("up", "empty.yaml", "-d"));
    }

    @Test
    void anUnknownMachineIsRefusedWithTheOnesThereAre() {
        assertFails(2, "no-such-machine: there is no such machine", run("boot", "no-such-machine"));
        assertFails(2, "captured-ring-4", run("up", "no-such-machine", "-d"));
    }

    @Test
    void verifyAgreesWithTheCaptureAsItIs() throws IOException {
        copy();

        assertThat(run("verify", "spoilt").exit()).isZero();
    }

    @Test
    void verifyNamesTheDistanceThatWasAltered() throws IOException {
        Path slit = copy().resolve("inputs/acpi/SLIT.bin");
        byte[] table = Files.readAllBytes(slit);
        table[DISTANCE_0_TO_1] = 22;
        table[DISTANCE_1_TO_0] = 22;
        table[CHECKSUM] = (byte) (table[CHECKSUM] - 2 * (22 - 16));
        Files.write(slit, table);

        Numactor.Outcome outcome = run("verify", "spoilt");
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("real 'Fallback order for Node 0: 0 1 3 2', emulated 'Fallback order for Node 0: 0 3 ")
                .contains("N0 distance: real [10, 16, 22, 16], emulated [10, 22, 22, 16]");
    }

    @Test
    void verifyNamesTheWatermarkThatWasAltered() throws IOException {
        Path zoneinfo = copy().resolve("zoneinfo.txt");
        Files.writeString(zoneinfo, Files.readString(zoneinfo).replaceFirst("( +low +)\\d+", "$11234"));

        Numactor.Outcome outcome = run("verify", "spoilt", "--json");
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.json().findValuesAsText("outcome")).containsOnlyOnce("differ");
        assertThat(outcome.out()).contains("N0/DMA low: real 1234, emulated 25");
    }

    @Test
    void verifyFailsWhenThereIsNothingToCompare() throws IOException {
        Repository.copy(
                CAPTURE.resolve("inputs"),
                Files.createDirectory(directory.resolve("bare")).resolve("inputs"));

        Numactor.Outcome outcome = run("verify", "bare");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.out()).contains("nothing could be compared");
    }

    @Test
    void aPortInUseIsNamedWithTheRemedy() throws IOException {
        int offset = PortOffset.free();
        try (ServerSocket taken = new ServerSocket(26_002 + offset, 1, InetAddress.getLoopbackAddress())) {
            Numactor.Outcome up = run("up", "captured-ring-4", "-d", "--port-offset", String.valueOf(offset));

            assertFails(1, "in use already: port " + taken.getLocalPort(), up);
            assertFails(1, "shift all ports with --port-offset", up);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hardware --gateway 127.0.0.1:1                | 3 | does not answer
            alloc --node 0 --gateway 127.0.0.1:1          | 3 | numactor up
            stat --gateway nowhere                        | 2 | --gateway 'nowhere' is not HOST:PORT
            up captured-ring-4 --port-offset 999999       | 2 | --port-offset 999999
            up captured-ring-4 --jvms -1                  | 2 | --jvms -1
            boot captured-ring-4 --kernel 2.4             | 2 | (VERSION): '2.4' is none of
            boot captured-ring-4 --print banana           | 2 | banana
            verify                                        | 2 | DIR
            verify no-such-folder                         | 2 | no-such-folder
            demo --duration banana                        | 2 | banana
            banana                                        | 2 | banana
            """)
    void theCommandSaysWhatIsWrong(String words, int exit, String message) {
        assertFails(exit, message, run(words.split(" ")));
    }

    private Path copy() throws IOException {
        return Repository.copy(CAPTURE, directory.resolve("spoilt"));
    }

    private Numactor.Outcome boot() {
        return run("boot", "spoilt");
    }

    private Numactor.Outcome run(String... words) {
        return new Numactor(directory).run(words);
    }

    /** Exit status and message as they should be, and no stack trace. */
    private static void assertFails(int exit, String message, Numactor.Outcome outcome) {
        assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(exit);
        assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
    }
}
