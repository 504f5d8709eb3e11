package io.numactor.mm.boot.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovableZoneTest {
    /** 4 GiB and 4 GiB, a hole below 4 GiB. */
    private static final List<NodeRange> EIGHT_GIB =
            List.of(range(0, 1, 159), range(0, 256, 786432), range(0, 1048576, 1310720), range(1, 1310720, 2359296));

    /** 1 GiB and 1 GiB, all below 4 GiB (captured). */
    private static final List<NodeRange> TWO_GIB =
            List.of(range(0, 1, 159), range(0, 256, 262144), range(1, 262144, 524256));

    private static NodeRange range(int nid, long start, long end) {
        return new NodeRange(new PfnRange(start, end), nid, false);
    }

    private static Map<Integer, Long> starts(String commandLine, List<NodeRange> ranges) {
        long end = ranges.get(ranges.size() - 1).pfns().end();
        return MovableZone.starts(CommandLine.parse(commandLine), ranges, ZoneLimits.of(1, end), new BootLog());
    }

    @Test
    void sharesKernelPagesOutEvenly() {
        assertThat(starts("movablecore=2G", EIGHT_GIB)).isEqualTo(Map.of(0, 0x100400L, 1, 0x200000L));
    }

    @Test
    void startsBelow4GibWhereAllMemoryIsThere() {
        assertThat(starts("movablecore=768M", TWO_GIB)).isEqualTo(Map.of(0, 0x28400L, 1, 0x68000L));
    }

    @Test
    void goesRoundAgainForWhatIsLeft() {
        assertThat(starts("kernelcore=4G", EIGHT_GIB)).isEqualTo(Map.of(0, 1180672L, 1, 1442816L));
    }

    @Test
    void readsPercents() {
        // boot-2n-kernelcore-30pct: "Node 0: 0x000000000e800000", "Node 1: 0x000000004e800000"
        List<NodeRange> ranges = List.of(range(0, 1, 159), range(0, 256, 262144), range(1, 262144, 393184));
        assertThat(starts("kernelcore=30%", ranges)).isEqualTo(Map.of(0, 59392L, 1, 321536L));
    }

    @Test
    void hasNoneUnlessAskedFor() {
        assertThat(starts("quiet", TWO_GIB)).isEmpty();
        assertThat(starts("kernelcore=2G", TWO_GIB)).isEmpty();
    }

    @Test
    void startsAt4GibWithoutMirroredMemory() {
        assertThat(starts("kernelcore=mirror", EIGHT_GIB)).isEqualTo(Map.of(0, 1048576L, 1, 1310720L));
    }

    @Test
    void startsAtMemoryThatMayBeUnplugged() {
        List<NodeRange> ranges = List.of(range(0, 256, 262144), new NodeRange(new PfnRange(262144, 524288), 1, true));
        assertThat(starts("movable_node kernelcore=1M", ranges)).isEqualTo(Map.of(1, 262144L));
    }
}
