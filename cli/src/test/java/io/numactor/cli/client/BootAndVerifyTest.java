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
    void bootShowsTheListsOfEachZoneTypeOfAnOldKernel() {
        assertThat(run("boot", "book-figure-3-10", "--kernel", "2.6.24", "--print", "zonelists", "--node", "2"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("   2  DMA                 2:DMA 3:DMA 0:DMA 1:DMA null\n")
                .contains("   2  DMA32, this node    2:DMA32 2:DMA null\n");
    }

    @Test
    void bootGivesTheListsOfEachZoneTypeAsJson() {
        assertThat(run("boot", "book-figure-3-10", "--kernel", "2.6.24", "--print", "zonelists", "--json"))
                .isEqualTo(ExitCode.OK);
        assertThat(JsonText.tree(out.toString())
                        .at("/nodes/2/perZoneType/0/fallback/1/node")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void bootFillsAListStepByStepAsTheBookDoes() {
        assertThat(run(
                        "boot",
                        "book-figure-3-9",
                        "--kernel",
                        "2.6.24",
                        "--print",
                        "zonelists",
                        "--steps",
                        "--letters",
                        "--node",
                        "2"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("""
                Node C, Linux 2.6.24, Node order
                NODE  CAUSE                          THE LIST SO FAR
                C     the node itself                C2 C1 C0
                D     distance 20, load 0, pays      C2 C1 C0 D2 D1 D0
                A     distance 20, id below, load 0  C2 C1 C0 D2 D1 D0 A2 A1 A0
                B     distance 20, id below, load 0  C2 C1 C0 D2 D1 D0 A2 A1 A0 B2 B1 B0
                """);
    }

    @Test
    void bootSetsErasBesideEachOther() {
        assertThat(run("boot", "board-8", "--kernel", "2.6.24,5.15,6.1", "--print", "zonelists", "--node", "6-7"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("""
                NODE  2.6.24, Node order  5.15, Node order  6.1, Node order
                   6  6 7 4 5 0 1 2 3     6 7 4 5 0 1 2 3   6 7 4 5 2 3 0 1  nodes differ
                   7  7 6 4 5 0 1 2 3     7 6 4 5 0 1 2 3   7 6 5 4 3 0 1 2  nodes differ
                """);
    }

    @Test
    void bootSaysWhatWasComparedForEachPlace() {
        assertThat(run("boot", "ring-4", "--print", "node-order", "--node", "3"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Node 3: 3 0 2 1\n");
    }

    @Test
    void bootSpeaksOfZonesAsOldKernelsDid() {
        assertThat(run("boot", "zone-order-4", "--kernel", "2.6.24")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith(
                        "BIOS-provided physical RAM map:\n BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)\n")
                .contains("On node 3 totalpages: 459776\n  DMA zone: 14 pages used for memmap\n")
                .contains("Built 4 zonelists in Zone order, mobility grouping on.  Total pages: ")
                .endsWith("Policy zone: Normal\n");
    }

    @Test
    void bootShowsTheOrderOfStartKernel() {
        assertThat(run("boot", "desktop-1", "--kernel", "2.6.24", "--print", "start-kernel"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("   8  build_all_zonelists    orders nodes and zones");
    }

    @Test
    void bootRefusesANodeThatTheMachineDoesNotHave() {
        assertThat(run("boot", "ring-4", "--print", "zonelists", "--node", "9")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--node 9: the machine has nodes 0-3");
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
    void bootStaysAtAPhase() {
        assertThat(run("boot", "ring-4", "--until", "free_area_init", "--print", "buddyinfo,zonelists,phases"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .containsPattern("Node 0, zone    DMA32( +0){11}\\s*\n")
                .contains("no zonelists yet: build_all_zonelists makes them\n")
                .containsPattern("free_area_init +done +[0-9.]+ ms +0-3 ")
                .containsPattern("build_all_zonelists +waiting +0.0 ms +- ");
    }

    @Test
    void bootShowsMemblockBeforeAndAfterNodesAreKnown() {
        assertThat(run("boot", "ring-4", "--until", "e820__memblock_setup", "--print", "memblock"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("memory.cnt  = 0x2").doesNotContain("on node");
        assertThat(run("boot", "ring-4", "--until", "initmem_init", "--print", "memblock"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("memory.cnt  = 0x5").contains("bytes on node 3 flags: 0x0");
    }

    @Test
    void bootLoadsTheKernelElsewhere() {
        assertThat(run("boot", "ring-4", "--load-address", "64M", "--print", "iomem,system-map"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("  04000000-04e01d31 : Kernel code\n")
                .contains("ffffffff81000000 T _text\n");
        assertThat(run("boot", "ring-4", "--load-address", "63M")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--load-address 63M is no multiple of 2M from 16M on");
    }

    @Test
    void bootRefusesAPhaseThatThereIsNot() {
        assertThat(run("boot", "ring-4", "--until", "mem_initialize")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("mem_initialize is no boot phase").contains("page_alloc_init, mem_init");
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
