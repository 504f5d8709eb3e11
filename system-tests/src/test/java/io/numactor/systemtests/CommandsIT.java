package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands against a live ring of four, typed where it was started; and what the kernel says of that ring. */
final class CommandsIT {
    @RegisterExtension
    static final ClusterExtension RING = new ClusterExtension("commands", "captured-ring-4", "--without-prometheus");

    private static final long MANAGED_PAGES_OF_NODE_0 = 44_637;

    @Test
    void bootPrintsTheLinesOfTheRealKernel() throws IOException {
        List<String> captured = zonelistLines(
                Files.readString(Repository.file("machine/src/test/resources/captures/trace-spill-4n-ring/dmesg.txt")));
        Numactor.Outcome boot = run("boot", "captured-ring-4", "--print", "dmesg");

        assertThat(captured).hasSize(4 + 10);
        assertThat(zonelistLines(boot.out())).isEqualTo(captured);
        assertThat(zonelistLines(run("show", "dmesg").out())).isEqualTo(captured);
        assertThat(zonelistLines(run("show", "zonelists").out())).isEqualTo(captured);
    }

    /** The kernel's lines about zonelists, letter by letter but for the time that is before them. */
    private static List<String> zonelistLines(String log) {
        return log.lines()
                .map(line -> line.replaceFirst("^\\[ *\\d+\\.\\d+] ", ""))
                .filter(line -> line.startsWith("Fallback order") || line.startsWith("mminit::zonelist"))
                .toList();
    }

    @Test
    void hardwareShowsTheRing() {
        assertThat(run("hardware").out())
                .startsWith("available: 4 nodes (0-3)\nnode 0 cpus: 0\nnode 0 size: 174 MB\n")
                .endsWith("""
                        node distances:
                        node   0   1   2   3\s
                          0:  10  16  22  16\s
                          1:  16  10  16  22\s
                          2:  22  16  10  16\s
                          3:  16  22  16  10\s
                        """);
        assertThat(json("hardware").at("/distances/0/to").toString()).isEqualTo("[10,16,22,16]");
        assertThat(json("hardware").path("members")).hasSize(5);
    }

    @Test
    void statCountsWhatAllocDid() {
        long before = json("stat").at("/nodes/1/numaHit").asLong();
        JsonNode owner = json("alloc", "--node", "1", "--count", "9");
        run("free", "--owner", owner.path("owner").asText(), "--all");

        assertThat(json("stat").at("/nodes/1/numaHit").asLong()).isEqualTo(before + 9);
        assertThat(run("stat").out())
                .contains("node0", "node3")
                .contains("numa_hit", "numa_miss", "numa_foreign", "interleave_hit", "local_node", "other_node");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zoneinfo  | Node 3, zone    DMA32          | /nodes/3/zones/1/managed | 27497
            buddyinfo | Node 0, zone      DMA          | /nodes/0/zones/0/zone    | ZONE_TYPE_DMA
            phases    | build_all_zonelists      done  | /current                 | running
            members   | control                        | /phase                   | running
            """)
    void showPrintsTheKernelsTablesAndTheirJson(String what, String text, String pointer, String value) {
        assertThat(run("show", what).out()).contains(text);
        assertThat(json("show", what).at(pointer).asText()).isEqualTo(value);
    }

    @Test
    void explainedAllocationSaysWhereItWasServedAndFreeTakesItBack() {
        Numactor.Outcome alloc = run("alloc", "--node", "0", "--order", "9", "--explain");
        assertThat(alloc.exit()).as(alloc.toString()).isZero();
        assertThat(alloc.out())
                .contains("1 x order 9 (512 pages, 2 MiB each)", "preferred node 0", "N0/DMA32", "80 ns")
                .contains("1 of 1 block served, 1 local, 0 hops");
        String owner = alloc.out().replaceFirst("(?s).*owner +(\\d+) stays open.*", "$1");

        assertThat(run("free", "--owner", owner, "--all").out()).contains("freed 512 pages; owner closed");
        Numactor.Outcome again = run("free", "--owner", owner, "--all");
        assertThat(again.exit()).isNotZero();
        assertThat(again.err()).contains("no owner " + owner);
    }

    @Test
    void explainedOverflowShowsTheArithmeticOfEachZoneThatWasSkipped() {
        String pages = String.valueOf(MANAGED_PAGES_OF_NODE_0);
        JsonNode full = json("load", "--node", "0", "--pages", pages, "--hold", "--keep");
        Numactor.Outcome alloc = run("alloc", "--node", "0", "--order", "9", "--explain", "--hold-seconds", "0");
        run("free", "--owner", full.path("owner").asText(), "--all");

        assertThat(full.at("/servedBy/0/1").asLong()).isPositive();
        assertThat(alloc.out())
                .containsPattern(
                        "low +N0/DMA32 +10 +skip: watermark: free \\d+ - \\d+ unusable, low \\d+ \\+ reserve 0")
                .containsPattern("low +N1/DMA32 +16 +served 1 block")
                .contains("N1/DMA32", "128 ns", "1 of 1 block served, 0 local, 1 hop");
    }

    @Test
    void handlesOfAllocFreeItsPagesOnce() {
        JsonNode alloc = json("alloc", "--node", "3", "--count", "2");
        String owner = alloc.path("owner").asText();
        String handle = alloc.at("/handles/0").asText();

        assertThat(json("free", "--owner", owner, handle).path("freed").asInt()).isEqualTo(1);
        assertThat(run("free", "--owner", owner, handle).exit()).isEqualTo(1);
        assertThat(json("free", "--owner", owner, "--all").path("pagesFreed").asInt())
                .isEqualTo(1);
    }

    @Test
    void loadHoldsWhatItTakesUntilItsEnd() {
        Numactor.Outcome load = run("load", "--node", "0", "--pages", "20000", "--hold");
        JsonNode json = json("load", "--node", "0", "--pages", "20000", "--hold");

        assertThat(load.out()).contains("20000 of 20000 blocks served", "local share 100.0 %");
        assertThat(json.path("servedBlocks").asInt()).isEqualTo(20_000);
        assertThat(json.path("localShare").asDouble()).isEqualTo(1.0);
        assertThat(json.path("misses").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alloc --order 11              | --order 11 is not in 0..10
            alloc --node 99               | --node 99: the machine has nodes 0-3
            alloc --count -1              | --count -1 is not in 1..65536
            alloc --gfp GFP_BANANA        | GFP_BANANA
            load --pages 1000000000       | --pages 1000000000 is not in 1..
            stat --node 7                 | --node 7: the machine has nodes 0-3
            show banana                   | banana
            free --owner x --all          | --owner 'x'
            """)
    void badInputIsRefusedAndTheClusterServesOn(String words, String message) {
        Numactor.Outcome bad = run(words.split(" "));
        assertThat(bad.exit()).as(bad.toString()).isEqualTo(2);
        assertThat(bad.err()).contains(message);

        assertThat(run("alloc", "--hold-seconds", "0").exit()).isZero();
    }

    @Test
    void psListsTheProcessesThatUpStarted() {
        JsonNode cluster = json("ps").at("/clusters/0");

        assertThat(cluster.path("name").asText()).isEqualTo("commands");
        assertThat(cluster.path("members")).isEqualTo(RING.cluster().started().path("members"));
        assertThat(run("ps").out()).contains("control", "node3", "alive").doesNotContain("dead");
    }

    @Test
    void aSecondClusterOfTheSameNameIsRefused() {
        Numactor.Outcome second = run("up", "captured-ring-4", "-d", "--name", "commands");

        assertThat(second.exit()).isNotZero();
        assertThat(second.err()).contains("commands", "--name");
    }

    private static Numactor.Outcome run(String... words) {
        return RING.cluster().run(words);
    }

    private static JsonNode json(String... words) {
        Numactor.Outcome outcome =
                run(Stream.concat(Arrays.stream(words), Stream.of("--json")).toArray(String[]::new));
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        return outcome.json();
    }
}
