package io.numactor.mm.boot.numa;

import static io.numactor.mm.boot.MachineBuilder.GIB;
import static io.numactor.mm.boot.MachineBuilder.MIB;
import static io.numactor.mm.boot.MachineBuilder.pc;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.MachineBuilder;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.node.NodeLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumaEmulationTest {
    private static final long END = 0x7ffe0000L;

    private static MachineBuilder twoNodes(String option) {
        return pc(2 * GIB)
                .cpu(0)
                .cpu(1)
                .memory(0, 0, GIB)
                .memory(1, GIB, 2 * GIB)
                .slit(10, 21)
                .slit(21, 10)
                .commandLine("numa=fake=" + option);
    }

    private static List<String> faked(MachineLayout layout) {
        return layout.log().stream()
                .filter(line -> line.startsWith("Faking node"))
                .toList();
    }

    @Test
    void cutsAMachineIntoNodes() {
        // captured
        MachineLayout layout = pc(END).cpu().commandLine("numa=fake=4").boot();
        assertThat(faked(layout))
                .containsExactly(
                        "Faking node 0 at [mem 0x0000000000000000-0x000000001fffffff] (512MB)",
                        "Faking node 1 at [mem 0x0000000020000000-0x000000003fffffff] (512MB)",
                        "Faking node 2 at [mem 0x0000000040000000-0x000000005fffffff] (512MB)",
                        "Faking node 3 at [mem 0x0000000060000000-0x000000007ffdffff] (511MB)");
    }

    @Test
    void goesRoundThePhysicalNodes() {
        // 2 x 1 GiB in pieces of at least 512 MiB: the piece that has a hole below 1 MiB grows by 32 MiB
        MachineLayout layout = twoNodes("512M").boot();
        assertThat(faked(layout))
                .containsExactly(
                        "Faking node 0 at [mem 0x0000000000000000-0x000000003fffffff] (1024MB)",
                        "Faking node 1 at [mem 0x0000000040000000-0x000000005fffffff] (512MB)",
                        "Faking node 2 at [mem 0x0000000060000000-0x000000007fffffff] (512MB)");
        assertThat(layout.cpuToNode()).containsExactly(0, 1);
        assertThat(layout.nodes().stream().map(NodeLayout::cpus)).containsExactly(List.of(0), List.of(1), List.of(1));
        assertThat(layout.nodes().stream().map(NodeLayout::domain)).containsExactly(0, 1, 1);
        assertThat(layout.distance()).hasToString("[[10, 21, 21], [21, 10, 10], [21, 10, 10]]");
    }

    @Test
    void cutsEachNodeUniformly() {
        MachineLayout layout = twoNodes("2U").boot();
        assertThat(faked(layout))
                .containsExactly(
                        "Faking node 0 at [mem 0x0000000000000000-0x000000001fffffff] (512MB)",
                        "Faking node 1 at [mem 0x0000000020000000-0x000000003fffffff] (512MB)",
                        "Faking node 2 at [mem 0x0000000040000000-0x000000005fffffff] (512MB)",
                        "Faking node 3 at [mem 0x0000000060000000-0x000000007fffffff] (512MB)");
        assertThat(layout.cpuToNode()).containsExactly(0, 2);
    }

    @Test
    void cutsUniformlyOrNotAtAll() {
        // 96 MiB make three pieces of the least size, not four
        MachineLayout layout = pc(GIB).cpu(0)
                .cpu(1)
                .memory(0, 0, GIB - 96 * MIB)
                .memory(1, GIB - 96 * MIB, GIB)
                .commandLine("numa=fake=4U")
                .boot();
        assertThat(layout.possible()).hasToString("0-1");
        assertThat(layout.log())
                .contains(
                        "Fake node size 232MB too small, increasing to 256MB",
                        "numa_emulation: phys: 1 only got 3 of 4 nodes, failing");
    }

    @Test
    void takesDistancesFromTheOption() {
        MachineLayout layout =
                pc(END).cpu().commandLine("numa=fake=2:10,30,40,10").boot();
        assertThat(layout.distance()).hasToString("[[10, 30], [40, 10]]");
        assertThat(layout.log()).contains("NUMA: Initialized distance table, cnt=2");
    }

    @Test
    void leavesTheMachineAloneWhenNodesWouldBeTooSmall() {
        MachineLayout layout = pc(256 * MIB).cpu().commandLine("numa=fake=9").boot();
        assertThat(layout.nodes()).hasSize(1);
        assertThat(layout.log()).contains("Not enough memory for each node.  NUMA emulation disabled.");
    }

    @Test
    void raisesASizeThatIsTooSmall() {
        MachineLayout layout = pc(256 * MIB).cpu().commandLine("numa=fake=8M").boot();
        assertThat(layout.log()).contains("Fake node size 8MB too small, increasing to 32MB");
        // the first piece grows over the hole below 1 MiB, the last takes the rest
        assertThat(layout.nodes()).hasSize(7);
    }
}
