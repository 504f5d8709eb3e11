package io.numactor.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A captured /proc/zoneinfo (6.1, two nodes, four CPUs), read into messages, must print as it was. */
class ZoneinfoTextTest {
    private static final List<Integer> CPUS = List.of(0, 1, 2, 3);

    @Test
    void printsACapturedFileLetterByLetter() {
        String printed = ZoneinfoText.print(CapturedZones.read(), CPUS, NodeMask.EMPTY);
        assertThat(printed.lines().toList())
                .containsExactlyElementsOf(emulatedOnly(CapturedZones.text("zoneinfo.txt")));
    }

    @Test
    void printsWhatAnX86KernelOf32BitsWithoutNumaDoes() {
        String printed = ZoneinfoText.print(CapturedZones.read("i386-zoneinfo.txt"), List.of(0, 1), NodeMask.EMPTY);
        assertThat(printed.lines().toList())
                .containsExactlyElementsOf(emulatedOnly(CapturedZones.text("i386-zoneinfo.txt")));
    }

    @Test
    void printsChosenNodesWithForeignAllocationsThatOthersCounted() {
        String printed = ZoneinfoText.print(CapturedZones.read(), CPUS, NodeMask.of(0));
        List<String> captured = emulatedOnly(CapturedZones.text("zoneinfo.txt"));
        assertThat(printed.lines().toList())
                .containsExactlyElementsOf(captured.subList(0, captured.indexOf("Node 1, zone      DMA")));
    }

    @Test
    void givesACpuThatNeverAllocatedAnEmptyPagesetOfTheSameSize() {
        String printed = ZoneinfoText.print(CapturedZones.read(), List.of(0, 1, 2, 3, 4), NodeMask.of(1));
        assertThat(printed).contains("    cpu: 4\n              count: 0\n              high:  ");
    }

    /** Counters of page cache, slabs and the like are not emulated: 0. */
    private static List<String> emulatedOnly(String captured) {
        return captured.lines()
                .map(line -> line.startsWith("      nr_free_pages")
                        ? line
                        : line.replaceFirst("^(      (?:nr_|workingset_|pgpromote_)\\w+ +)\\d+$", "$10"))
                .collect(Collectors.toList());
    }
}
