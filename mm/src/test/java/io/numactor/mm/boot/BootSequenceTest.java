package io.numactor.mm.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.memblock.MemblockState;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BootSequenceTest {
    private final BootInput input = new CapturedMachine("three-nodes-pci-hole").input();

    private static Map<ZoneKey, Long> free(MachineLayout layout) {
        return layout.nodes().stream()
                .flatMap(node -> node.zones().stream().map(zone -> Map.entry(key(node, zone), pages(zone))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static ZoneKey key(NodeLayout node, ZoneLayout zone) {
        return new ZoneKey(node.nid(), zone.type());
    }

    private static long pages(ZoneLayout zone) {
        return zone.free().stream().mapToLong(PfnRange::pages).sum();
    }

    @Test
    void printsWhatTheWholeLogSays() {
        BootSequence sequence = new BootSequence(input);
        while (sequence.phase() != BootPhase.RUNNING) {
            sequence.completed(free(sequence.layout()));
        }
        assertThat(sequence.log()).isEqualTo(BootLines.of(input, sequence.layout()));
    }

    @Test
    void goesThroughAllThatNeedsNoNodeByItself() {
        List<BootPhase> seen = new ArrayList<>();
        BootSequence sequence = new BootSequence(input, seen::add);
        assertThat(sequence.phase()).isEqualTo(BootPhase.FREE_AREA_INIT);
        assertThat(seen)
                .startsWith(BootPhase.PAGE_ADDRESS_INIT, BootPhase.SETUP_ARCH, BootPhase.E820__MEMORY_SETUP)
                .isSorted();
    }

    @Test
    void printsEachLineInThePhaseThatPrintsIt() {
        BootSequence sequence = new BootSequence(input);
        assertThat(sequence.log(BootPhase.E820__END_OF_RAM_PFN))
                .last()
                .isEqualTo("last_pfn = 0xbffdf max_arch_pfn = 0x400000000");
        assertThat(sequence.log(BootPhase.INITMEM_INIT))
                .last()
                .isEqualTo("NODE_DATA(2) allocated [mem 0x23edd2000-0x23edfcfff]");
    }

    @Test
    void keepsTheEarlyAllocatorOfEachPhase() {
        MachineLayout layout = new BootSequence(input).layout();
        assertThat(layout.memblock(BootPhase.E820__MEMORY_SETUP).memory()).isEmpty();
        assertThat(layout.memblock(BootPhase.E820__MEMBLOCK_SETUP).memory())
                .hasSize(3)
                .allMatch(region -> region.nid() == MemblockState.NO_NODE);
        assertThat(layout.memblock(BootPhase.INITMEM_INIT).memory())
                .extracting(MemblockState.Region::nid)
                .containsExactly(0, 0, 1, 2);
        assertThat(layout.memblock(BootPhase.SPARSE_INIT).reservedBytes())
                .isGreaterThan(layout.memblock(BootPhase.INITMEM_INIT).reservedBytes());
        assertThat(layout.memblock(BootPhase.RUNNING)).isEqualTo(layout.memblock(BootPhase.MEM_INIT));
    }

    @Test
    void listsZonesOnlyWhenAskedTo() {
        // lab: a boot without mminit_loglevel= has "Fallback order" and "Built", but no "mminit::" line
        BootInput quiet = MachineBuilder.pc(MachineBuilder.GIB).cpu().input();
        assertThat(BootLines.of(quiet, MachineSetup.layout(quiet)))
                .noneMatch(line -> line.startsWith("mminit::"))
                .anyMatch(line -> line.startsWith("Built 1 zonelists"));
    }
}
