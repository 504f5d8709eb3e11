package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.load.trace.TraceRefused;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.Machines;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces and files whose numbers were changed at random are replayed or refused; nothing else happens. */
class DamagedReplayTest {
    private static final List<String> FILES = List.of("zoneinfo.txt", "buddyinfo.txt", "pagetypeinfo.txt");
    private static final int LINES = 4000;
    private static final int RUNS = 40;
    private static final int MOST_CHANGES = 60;
    private static final List<Integer> EDGES = List.of(0x1000, 0xe000, 0x16000, 0x1e000, 0x25fda);
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Of what no replay reads, there is no use in damage. */
    private static final Pattern READ = Pattern.compile(
            "Node |cpu:|count:|high|batch:|pfn:|spanned|present|managed" + "|pages free|min |low |protection|boost");

    private final long seed = Long.getLong("numactor.seed", System.nanoTime());
    private Path capture = Path.of("");
    private List<String> trace = List.of();

    @TempDir
    private Path scratch = Path.of("");

    @BeforeEach
    void read() throws IOException, URISyntaxException {
        System.out.println("seed " + seed);
        capture = Path.of(
                DamagedReplayTest.class.getResource("/replay/spill-4n-ring").toURI());
        try (InputStream packed = new GZIPInputStream(Files.newInputStream(capture.resolve("trace.txt.gz")))) {
            trace = new String(packed.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .limit(LINES)
                    .toList();
        }
        for (String name : FILES) {
            Files.copy(capture.resolve("before").resolve(name), scratch.resolve(name));
        }
    }

    @Test
    void aDamagedTraceIsReplayedOrRefused() throws IOException {
        for (long run = seed; run < seed + RUNS; run++) {
            Random random = new Random(run);
            List<String> lines = new ArrayList<>(trace);
            for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
                int line = random.nextInt(lines.size());
                lines.set(line, damage(lines.get(line), random));
            }
            replay(lines, run);
        }
    }

    @Test
    void aDamagedStateIsReplayedOrRefused() throws IOException {
        for (long run = seed; run < seed + RUNS; run++) {
            Random random = new Random(run);
            String name = FILES.get(random.nextInt(FILES.size()));
            List<String> lines =
                    new ArrayList<>(Files.readAllLines(capture.resolve("before").resolve(name)));
            List<Integer> read = new ArrayList<>();
            for (int line = 0; line < lines.size(); line++) {
                if (READ.matcher(lines.get(line)).find()) {
                    read.add(line);
                }
            }
            int line = read.get(random.nextInt(read.size()));
            lines.set(line, number(lines.get(line), random));
            Files.write(scratch.resolve(name), lines);
            replay(trace, run);
            Files.write(
                    scratch.resolve(name),
                    Files.readAllLines(capture.resolve("before").resolve(name)));
        }
    }

    @Test
    void theStateOfAnotherMachineIsRefused() throws IOException {
        refused(
                "spanned  53248",
                "spanned  53249",
                "zone N0/DMA32 spans 53249 pages from pfn 0x1000, but on this machine");
        refused("start_pfn:           4096", "start_pfn:           8192", "zone N0/DMA32 spans");
        refused("    cpu: 3\n", "    cpu: 4\n", "zone N0/DMA has a pageset of CPU 4, but this machine has 4 CPUs");
        refused("present  3998", "present  0", "zone N0/DMA is not there, though the machine has it");
        refused("Node 1,", "Node 7,", "zone N7/DMA32 has pages, but not on this machine");
    }

    private void refused(String from, String to, String why) throws IOException {
        Path zoneinfo = scratch.resolve("zoneinfo.txt");
        String whole = Files.readString(zoneinfo);
        Files.writeString(zoneinfo, whole.replace(from, to));
        Path file = Files.write(scratch.resolve("trace.txt"), trace);
        assertThatThrownBy(() -> replay(file, ReplayMode.OPEN))
                .as("%s -> %s", from, to)
                .isInstanceOf(MachineRefused.class)
                .hasMessageContaining("zoneinfo.txt: " + why);
        Files.writeString(zoneinfo, whole);
    }

    private void replay(List<String> lines, long run) throws IOException {
        Path file = Files.write(scratch.resolve("trace.txt"), lines);
        for (ReplayMode mode : ReplayMode.values()) {
            assertThatCode(() -> {
                        try {
                            replay(file, mode);
                        } catch (MachineRefused | TraceRefused e) {
                            // that is how bad input ends
                        }
                    })
                    .as("%s, -Dnumactor.seed=%s", mode, run)
                    .doesNotThrowAnyException();
        }
    }

    private ReplayReport replay(Path file, ReplayMode mode) {
        return TraceReplay.run(new ReplayInput(
                Machines.read(capture).boot(), file, scratch, Optional.empty(), Optional.empty(), mode, MOST_CHANGES));
    }

    private static String damage(String line, Random random) {
        List<UnaryOperator<String>> ways = List.of(
                text -> text.replaceFirst("pfn=0x\\w+", "pfn=0x" + Integer.toHexString(random.nextInt(0x30000))),
                text -> text.replaceFirst("order=\\d+", "order=" + random.nextInt(11)),
                text -> text.replaceFirst("pfn=0x\\w+ order=\\d+", atAnEdge(random)),
                text -> text.replaceFirst("migratetype=\\d", "migratetype=" + random.nextInt(6)),
                text -> text.replaceFirst("\\[\\d+\\]", "[00" + random.nextInt(4) + "]"),
                text -> text.replaceFirst("-\\d+ ", "-" + random.nextInt(500) + " "),
                text -> text.replaceFirst("mm_page_\\w+", "mm_page_pcpu_drain"),
                text -> text.replaceFirst("mm_page_\\w+", "mm_page_alloc_zone_locked"),
                text -> text.replaceFirst("mm_page_\\w+: .*", extfrag(random)),
                text -> text.replaceFirst("mm_page_\\w+: .*", "mm_vmscan_kswapd_wake: nid=" + random.nextInt(9)),
                text -> text.replaceFirst("mm_page_\\w+: .*", compaction(random)),
                text -> number(text, random));
        return ways.get(random.nextInt(ways.size())).apply(line);
    }

    /** A block where a zone ends, which may reach beyond it or be none. */
    private static String atAnEdge(Random random) {
        int pfn = EDGES.get(random.nextInt(EDGES.size())) - 1 - random.nextInt(64);
        return String.format("pfn=0x%x order=%d", pfn, random.nextInt(11));
    }

    private static String extfrag(Random random) {
        return String.format(
                "mm_page_alloc_extfrag: page=1 pfn=0x%x alloc_order=0 fallback_order=%d pageblock_order=9"
                        + " alloc_migratetype=%d fallback_migratetype=%d fragmenting=1 change_ownership=1",
                random.nextInt(0x28000), random.nextInt(11), random.nextInt(3), random.nextInt(3));
    }

    private static String compaction(Random random) {
        String end = random.nextBoolean() ? "begin" : "end";
        return String.format("mm_compaction_%s: zone_start=0x%x migrate_pfn=0x1", end, random.nextInt(0x28000));
    }

    private static String number(String line, Random random) {
        Matcher all = NUMBER.matcher(line);
        List<int[]> at = new ArrayList<>();
        while (all.find()) {
            at.add(new int[] {all.start(), all.end()});
        }
        if (at.isEmpty()) {
            return line;
        }
        List<Long> values =
                List.of(0L, -1L, 1L, (long) Integer.MAX_VALUE, Long.MAX_VALUE, (long) random.nextInt(200_000));
        int[] one = at.get(random.nextInt(at.size()));
        return line.substring(0, one[0]) + values.get(random.nextInt(values.size())) + line.substring(one[1]);
    }
}
