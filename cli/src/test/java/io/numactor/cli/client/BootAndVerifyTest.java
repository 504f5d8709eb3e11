package io.numactor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.cli.ExitCode;
import io.numactor.cli.Home;
import io.numactor.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no cluster, on a ring of four whose inputs are a real machine's. */
class BootAndVerifyTest {
    private static final Path RING = Home.machines().resolve("captured-ring-4");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void bootPrintsTheKernelsOwnLines() {
        assertThat(run("boot", RING.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("""
                        Fallback order for Node 0: 0 1 3 2\s
                        Fallback order for Node 1: 1 2 0 3\s
                        Fallback order for Node 2: 2 3 1 0\s
                        Fallback order for Node 3: 3 0 2 1\s
                        mminit::zonelist general 0:DMA = 0:DMA\s
                        """);
    }

    @Test
    void bootPrintsSeveralViewsUnderTheirNames() {
        assertThat(run("boot", "captured-ring-4", "--print", "hardware,zoneinfo"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith("==> hardware <==\navailable: 4 nodes (0-3)\n")
                .contains("==> zoneinfo <==\nNode 0, zone      DMA\n");
    }

    @Test
    void bootGivesSeveralViewsAsFieldsOfOneObject() {
        assertThat(run("boot", "captured-ring-4", "--print", "hardware,zonelists", "--json"))
                .isEqualTo(ExitCode.OK);
        assertThat(JsonText.tree(out.toString()).at("/hardware/distances/0/to").toString())
                .isEqualTo("[10,16,22,16]");
        assertThat(JsonText.tree(out.toString())
                        .at("/zonelists/nodes/0/fallbackOrder")
                        .toString())
                .isEqualTo("[0,1,3,2]");
    }

    @Test
    void bootRefusesWhatItDoesNotKnow() {
        assertThat(run("boot", "captured-ring-4", "--kernel", "2.4")).isEqualTo(ExitCode.USAGE);
        assertThat(run("boot", "no-such-machine")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("'2.4' is none of the kernels that are emulated: 2.6.24, 4.4, 5.15, 5.17, 6.1")
                .contains("no-such-machine: there is no");
    }

    @Test
    void verifyFailsWhenThereIsNothingToCompare() {
        assertThat(run("verify", RING.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("nothing could be compared");
    }

    @Test
    void verifyNamesTheLineThatDiffers(@TempDir Path capture) throws IOException {
        copyInputs(capture);
        Files.writeString(capture.resolve("dmesg.txt"), """
                [    0.000000] Fallback order for Node 0: 0 1 3 2\s
                [    0.000000] Fallback order for Node 1: 1 0 2 3\s
                [    0.000000] Fallback order for Node 2: 2 3 1 0\s
                [    0.000000] Fallback order for Node 3: 3 0 2 1\s
                """);
        assertThat(run("verify", capture.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .contains("DIFFERS")
                .contains("fallback-order differs:")
                .contains("Fallback order for Node 1: 1 0 2 3");
    }

    @Test
    void verifyIsCalmAboutAFolderThatIsNoCapture(@TempDir Path empty) {
        assertThat(run("verify", empty.toString(), "--json")).isEqualTo(ExitCode.USAGE);
        assertThat(JsonText.tree(out.toString()).at("/error").asText()).contains("is no machine description");
    }

    private static void copyInputs(Path capture) throws IOException {
        Path inputs = RING.resolve("inputs");
        try (var files = Files.walk(inputs)) {
            for (Path file : files.toList()) {
                Files.copy(file, capture.resolve("inputs").resolve(inputs.relativize(file)));
            }
        }
    }

    private int run(String... words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }
}
