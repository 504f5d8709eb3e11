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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Beginnings of traces of real kernels: 12000 lines of forks on two nodes, none of them full; 18500 of a spill over
 * four, until node 0 is full and the first pages come from node 1; 31750 of blocks of all orders on two nodes, with
 * compaction and some steals and boosts.
 */
class TraceReplayTest {
    private static final long NODE_1_PFN = 53248;
    private static final long SPILL_NODE_1_PFN = 0xe000;
    private static final long NODE_3_PFN = 122_880;
    private static final String ORDER_0 = " order=0";
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
        losesExactly(
                capture(),
                40,
                ORDER_0,
                (pfn, random) -> random.nextInt(PAGES_AWAY) + (pfn < NODE_1_PFN ? NODE_1_PFN : 8192));
    }

    @Test
    void theStateAtTheStartIsOneThatANodeCanBeIn() throws URISyntaxException {
        for (String name : List.of("kernel-2n", "spill-4n-ring", "orders-2n")) {
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
     * One CPU takes blocks while another refills its pageset, and compaction frees pages of pageblocks that nothing was
     * heard of: with either read wrongly, a boost comes too soon.
     */
    @Test
    void placesEveryBlockOfAllOrdersWhereTheKernelDid() throws URISyntaxException {
        Path orders = capture("orders-2n");
        ReplayReport report = replay(orders, orders.resolve("trace.txt.gz"), ReplayMode.OPEN);
        assertThat(report.allocations()).isEqualTo(11_537);
        assertThat(report.zoneAgreement()).isEqualTo(1.0);
    }

    /** All placements hang on every free page where the zones fill up: one that goes elsewhere takes others along. */
    @Test
    void losesExactlyThePlacementsThatWereFalsifiedOfASpill() throws IOException, URISyntaxException {
        losesExactly(capture("spill-4n-ring"), 50, ORDER_0, (pfn, random) -> NODE_3_PFN + random.nextInt(PAGES_AWAY));
    }

    /**
     * Then two allocations name the same page, and only one of them can be true. Of user pages: those of the kernel also
     * leave a pageset in bulk, without an event, so that a false name may look true.
     */
    @Test
    void losesExactlyThePlacementsThatNameThePageOfAnother() throws IOException, URISyntaxException {
        Path spill = capture("spill-4n-ring");
        long[] node1 = lines(spill).stream()
                .filter(line -> line.contains(" mm_page_alloc: "))
                .mapToLong(TraceReplayTest::pfn)
                .filter(pfn -> pfn >= SPILL_NODE_1_PFN)
                .toArray();
        losesExactly(
                spill,
                50,
                ORDER_0 + " migratetype=1",
                (pfn, random) -> pfn < SPILL_NODE_1_PFN
                        ? node1[random.nextInt(node1.length)]
                        : NODE_3_PFN + random.nextInt(PAGES_AWAY));
    }

    private void losesExactly(Path capture, int falsified, String of, Falsification falsification) throws IOException {
        long first = Long.getLong("numactor.seed", System.nanoTime());
        int seeds = Integer.getInteger("numactor.seeds", 1);
        System.out.println("seed " + first);
        List<String> lines = lines(capture);
        List<Integer> allocations = allocations(lines, of);
        for (long seed = first; seed < first + seeds; seed++) {
            List<String> wrong = new ArrayList<>(lines);
            List<Integer> chosen = new ArrayList<>(allocations);
            Collections.shuffle(chosen, new Random(seed));
            for (int line : chosen.subList(0, falsified)) {
                wrong.set(line, falsify(lines.get(line), new Random(seed + line), falsification));
            }
            Path file = Files.write(scratch.resolve("falsified.txt"), wrong);
            for (ReplayMode mode : ReplayMode.values()) {
                assertThat(lost(replay(capture, file, mode)))
                        .as("%s, -Dnumactor.seed=%s", mode, seed)
                        .isEqualTo(falsified);
            }
        }
    }

    /** Says where else a page is to be. */
    private interface Falsification {
        long pfn(long real, Random random);
    }

    private static long lost(ReplayReport report) {
        return Math.round((1 - report.nodeAgreement()) * report.allocations());
    }

    private static long pfn(String line) {
        int from = line.indexOf("pfn=0x") + "pfn=0x".length();
        return Long.parseLong(line.substring(from, line.indexOf(' ', from)), 16);
    }

    private static String falsify(String line, Random random, Falsification falsification) {
        long real = pfn(line);
        return line.replace(
                "pfn=0x" + Long.toHexString(real) + " ",
                "pfn=0x" + Long.toHexString(falsification.pfn(real, random)) + " ");
    }

    /** Those of single pages, but not the first event of a page: it says what the page was when the trace began. */
    private static List<Integer> allocations(List<String> lines, String of) {
        Set<Long> seen = new HashSet<>();
        List<Integer> allocations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.contains("pfn=0x")
                    && !seen.add(pfn(line))
                    && line.contains(" mm_page_alloc: ")
                    && line.contains(of)) {
                allocations.add(i);
            }
        }
        return allocations;
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
