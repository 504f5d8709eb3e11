package io.numactor.mm.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against what real 6.1 kernels printed when they booted from the same inputs. */
class CapturedBootTest {
    static final List<String> CAPTURES = List.of(
            "boot-2n-dma32-normal",
            "boot-uma-fake4",
            "boot-3n-cxl-hmat",
            "hotplug-3n-movable",
            "trace-movable-2n",
            "three-nodes-pci-hole",
            "memoryless-node",
            "movable-node",
            "fake-2u",
            "mem-1500m",
            "memmap-two-ranges",
            "memmap-exact",
            "crashkernel-odd-borders",
            "crashkernel-high",
            "fake-3-distances",
            "node-0-without-memory",
            "kernelcore-mirror",
            "twenty-cpus-quiet");

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void printsTheKernelsLinesAboutMemory(String name) {
        CapturedMachine captured = new CapturedMachine(name);
        assertThat(MachineSetup.layout(captured.input()).log())
                .filteredOn(line -> !line.contains("deferred pages")) // nodes print it when they are done
                .isEqualTo(captured.dmesg());
    }

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void givesEveryZoneTheKernelsPages(String name) {
        CapturedMachine captured = new CapturedMachine(name);
        MachineLayout layout = MachineSetup.layout(captured.input());
        assertThat(layout.nodes().stream()
                        .filter(node -> layout.online().contains(node.nid()))
                        .flatMap(CapturedBootTest::zones)
                        .toList())
                .isEqualTo(captured.zones());
    }

    private static Stream<String> zones(NodeLayout node) {
        return node.zones().stream()
                .map(zone -> "%d %s start %d spanned %d present %d managed %d"
                        .formatted(
                                node.nid(),
                                zone.type().label(),
                                zone.startPfn(),
                                zone.spanned(),
                                zone.present(),
                                pages(zone.free()) + pages(zone.freedLater())));
    }

    private static long pages(List<PfnRange> ranges) {
        return ranges.stream().mapToLong(PfnRange::pages).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot-2n-dma32-normal", "trace-movable-2n"})
    void freesPagesOfTheZoneOnlyAndEachOnce(String name) {
        MachineLayout layout = MachineSetup.layout(new CapturedMachine(name).input());
        for (NodeLayout node : layout.nodes()) {
            for (ZoneLayout zone : node.zones()) {
                List<PfnRange> freed = Stream.concat(zone.free().stream(), zone.freedLater().stream())
                        .sorted()
                        .toList();
                for (int i = 0; i < freed.size(); i++) {
                    PfnRange range = freed.get(i);
                    assertThat(zone.memory())
                            .anyMatch(memory -> memory.intersection(range).equals(range));
                    assertThat(i > 0 && freed.get(i - 1).end() > range.start()).isFalse();
                }
            }
        }
    }

    @Test
    void watermarksSeeAllButWhatIsFreedLater() {
        MachineLayout layout = MachineSetup.layout(new CapturedMachine("boot-2n-dma32-normal").input());
        long free = layout.nodes().stream()
                .flatMap(node -> node.zones().stream())
                .mapToLong(zone -> pages(zone.free()))
                .sum();
        long present = layout.nodes().stream().mapToLong(NodeLayout::present).sum();
        // "239420K reserved", less "Freeing SMP alternatives memory: 36K"
        assertThat(present - free).isEqualTo((239420 - 36) / 4);
    }

    @Test
    void takesLatenciesFromHmat() {
        AccessLatency latency = MachineSetup.layout(new CapturedMachine("boot-3n-cxl-hmat").input())
                .latency();
        assertThat(latency.between(0, 0, 10)).isEqualTo(80);
        assertThat(latency.between(1, 2, 60)).isEqualTo(400);
        assertThat(latency.between(2, 0, 50)).as("not in the table").isEqualTo(400);
    }

    @Test
    void sharesTheCpusAmongFakeNodes() {
        MachineLayout layout = MachineSetup.layout(new CapturedMachine("boot-uma-fake4").input());
        assertThat(layout.cpuToNode()).containsExactly(0, 0, 0, 0);
        assertThat(layout.nodes()).allSatisfy(node -> assertThat(node.cpus()).containsExactly(0, 1, 2, 3));
        assertThat(layout.distance().between(0, 3)).isEqualTo(10);
    }

    @Test
    void keepsANodeForMemoryThatMayBePlugged() {
        MachineLayout layout = MachineSetup.layout(new CapturedMachine("hotplug-3n-movable").input());
        assertThat(layout.possible()).hasToString("0-2");
        assertThat(layout.online()).hasToString("0-1");
        assertThat(layout.memory()).hasToString("0-1");
        assertThat(layout.node(2).onlineAtInit()).isFalse();
    }
}
