package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.load.trace.Trace;
import io.numactor.load.trace.TraceReader;
import io.numactor.load.trace.TraceRefused;
import io.numactor.machine.Machines;
import io.numactor.mm.node.PgData;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beginnings of traces of real kernels: 12000 lines of forks on two nodes, none of them full; 18500 of a spill over
 * four, until node 0 is full and the first pages come from node 1.
 */
class TraceReplayTest {
    private static final long NODE_1_PFN = 53248;
    private static final long NODE_3_PFN = 122_880;
    private static final int PAGES_AWAY = 20_000;

    @TempDir
    Path scratch = Path.of("");

    private static Path capture() throws URISyntaxException {
        return capture("kernel-2n");
    }

    private static Path capture(String name) throws URISyntaxException {
        return Path.of(TraceReplayTest.class.getResource("/replay/" + name).toURI());
    }

    private static ReplayReport replay(Path trace, ReplayMode mode) throws URISyntaxException {
        return replay(capture(), trace, mode);
    }

    private static ReplayReport replay(Path capture, Path trace, ReplayMode mode) {
        return TraceReplay.run(new ReplayInput(
                Machines.read(capture).boot(),
                trace,
                capture.resolve("before"),
                Optional.empty(),
                Optional.empty(),
                mode,
                0));
    }

    private static List<String> lines() throws IOException, URISyntaxException {
        return lines(capture());
    }

    private static List<String> lines(Path capture) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(capture.resolve("trace.txt.gz")))) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    @Test
    void placesEveryPageWhereTheKernelDid() throws URISyntaxException {
        ReplayReport report = replay(capture().resolve("trace.txt.gz"), ReplayMode.OPEN);
        assertThat(report.events()).isEqualTo(11_988);
        assertThat(report.allocations()).isEqualTo(4325);
        assertThat(report.nodeAgreement()).isEqualTo(1.0);
        assertThat(report.zoneAgreement()).isEqualTo(1.0);
        assertThat(report.disagreements()).isEmpty();
        assertThat(report.torn()).isEmpty();
        assertThat(report.freePages())
                .allSatisfy(zone -> assertThat(zone.emulated()).isEqualTo(zone.real()));
    }

    @Test
    void predictsEveryZoneFromTheTracesFreeCounts() throws URISyntaxException {
        ReplayReport report = replay(capture().resolve("trace.txt.gz"), ReplayMode.GUIDED);
        assertThat(report.zoneAgreement()).isEqualTo(1.0);
        assertThat(report.unexplained()).isZero();
    }

    @Test
    void losesExactlyThePlacementsThatWereFalsified() throws IOException, URISyntaxException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        List<String> lines = lines();
        int falsified = 40;
        for (int line : someAllocations(lines, falsified, new Random(seed))) {
            lines.set(line, elsewhere(lines.get(line), new Random(seed + line)));
        }
        Path file = Files.write(scratch.resolve("falsified.txt"), lines);
        for (ReplayMode mode : ReplayMode.values()) {
            ReplayReport report = replay(file, mode);
            assertThat(lost(report)).as("%s, seed %s", mode, seed).isEqualTo(falsified);
        }
    }

    @Test
    void theStateAtTheStartIsOneThatANodeCanBeIn() throws URISyntaxException {
        for (String name : List.of("kernel-2n", "spill-4n-ring")) {
            Path capture = capture(name);
            ReplayMachine machine =
                    new ReplayMachine(Machines.read(capture).boot(), BeforeState.read(capture.resolve("before")));
            Trace trace = TraceReader.read(capture.resolve("trace.txt.gz"), 0).events();
            new StateBuilder(machine, trace, Ledger.of(machine, trace))
                    .build()
                    .values()
                    .forEach(PgData::validate);
        }
    }

    @Test
    void placesEveryPageOfASpillWhereTheKernelDid() throws URISyntaxException {
        Path spill = capture("spill-4n-ring");
        ReplayReport report = replay(spill, spill.resolve("trace.txt.gz"), ReplayMode.OPEN);
        assertThat(report.allocations()).isEqualTo(9204);
        assertThat(report.zoneAgreement()).isEqualTo(1.0);
    }

    /**
     * Hardly one allocation after a false one goes elsewhere, though all hang on every free page where the zones fill up:
     * none for 97 of 100 seeds, one for the others.
     */
    @Test
    void losesThePlacementsThatWereFalsifiedOfASpill() throws IOException, URISyntaxException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Path spill = capture("spill-4n-ring");
        List<String> lines = lines(spill);
        int falsified = 50;
        for (int line : someAllocations(lines, falsified, new Random(seed))) {
            lines.set(line, onNode3(lines.get(line), new Random(seed + line)));
        }
        Path file = Files.write(scratch.resolve("falsified.txt"), lines);
        assertThat(lost(replay(spill, file, ReplayMode.OPEN)))
                .as("seed %s", seed)
                .isBetween((long) falsified, falsified + 2L);
        ReplayReport guided = replay(spill, file, ReplayMode.GUIDED);
        assertThat(Math.round(guided.unexplained() * guided.allocations()))
                .as("unexplained, seed %s: all but those at a mark", seed)
                .isBetween(falsified - 10L, (long) falsified);
    }

    private static long lost(ReplayReport report) {
        return Math.round((1 - report.nodeAgreement()) * report.allocations());
    }

    /** The same allocation, but placed where none of the trace is: on node 3. */
    private static String onNode3(String line, Random random) {
        int from = line.indexOf("pfn=0x") + "pfn=0x".length();
        long pfn = NODE_3_PFN + random.nextInt(PAGES_AWAY);
        return line.substring(0, from) + Long.toHexString(pfn) + line.substring(line.indexOf(' ', from));
    }

    private static List<Integer> someAllocations(List<String> lines, int count, Random random) {
        List<Integer> allocations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(" mm_page_alloc: ") && lines.get(i).contains("order=0")) {
                allocations.add(i);
            }
        }
        Collections.shuffle(allocations, random);
        return allocations.subList(0, count);
    }

    /** The same allocation, but placed on the other node. */
    private static String elsewhere(String line, Random random) {
        int from = line.indexOf("pfn=0x") + "pfn=0x".length();
        int to = line.indexOf(' ', from);
        boolean onNode1 = Long.parseLong(line.substring(from, to), 16) >= NODE_1_PFN;
        long pfn = random.nextInt(PAGES_AWAY) + (onNode1 ? 8192 : NODE_1_PFN);
        return line.substring(0, from) + Long.toHexString(pfn) + line.substring(to);
    }

    @Test
    void refusesATraceOfAnotherMachine() throws IOException {
        Path file = Files.writeString(
                scratch.resolve("other.txt"), "  sh-1  [009] .....  1: mm_page_free: page=1 pfn=0x1000 order=0\n");
        assertThatThrownBy(() -> replay(file, ReplayMode.OPEN))
                .isInstanceOf(TraceRefused.class)
                .hasMessage("the trace has events of CPU 9, the machine has only 4 CPUs");
    }
}
