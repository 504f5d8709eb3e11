package io.numactor.mm.boot;

import static io.numactor.mm.boot.MachineBuilder.GIB;
import static io.numactor.mm.boot.MachineBuilder.MIB;
import static io.numactor.mm.boot.MachineBuilder.pc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.Hmat;
import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineSetupTest {
    @Test
    void numbersNodesInTheOrderOfTheTables() {
        // 16 domains, CPUs in all but 3, 7, 11 and 15, as captured from a 16-node machine
        MachineBuilder builder = pc(16 * 256 * MIB);
        for (int domain = 0; domain < 16; domain++) {
            builder = domain % 4 == 3 ? builder : builder.cpu(domain);
        }
        for (int domain = 0; domain < 16; domain++) {
            builder = builder.memory(domain, domain * 256L * MIB, (domain + 1) * 256L * MIB);
        }
        MachineLayout layout = builder.boot();
        assertThat(layout.nodes().stream().map(NodeLayout::domain))
                .containsExactly(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
        assertThat(layout.log()).contains("SRAT: PXM 4 -> APIC 0x03 -> Node 3");
        assertThat(layout.log()).contains("ACPI: SRAT: Node 12 PXM 3 [mem 0x30000000-0x3fffffff]");
    }

    @Test
    void permutesDistancesWithTheNodes() {
        MachineLayout layout = pc(3 * GIB)
                .cpu(0)
                .cpu(2)
                .memory(0, 0, GIB)
                .memory(1, GIB, 2 * GIB)
                .memory(2, 2 * GIB, 3 * GIB)
                .slit(10, 17, 21)
                .slit(18, 10, 28)
                .slit(22, 27, 10)
                .boot();
        assertThat(layout.distance()).hasToString("[[10, 21, 17], [22, 10, 27], [18, 28, 10]]");
    }

    @Test
    void ignoresAnInvalidSlitAsAWhole() {
        MachineLayout layout = twoNodes().slit(10, 10).slit(20, 10).boot();
        assertThat(layout.distance().between(0, 1)).isEqualTo(20);
        assertThat(layout.log())
                .contains("ACPI: SLIT table looks invalid. Not used.")
                .noneMatch(line -> line.startsWith("NUMA: Initialized"));
    }

    private static MachineBuilder twoNodes() {
        return pc(2 * GIB).cpu(0).cpu(1).memory(0, 0, GIB).memory(1, GIB, 2 * GIB);
    }

    @Test
    void fakesOneNodeWhenMegabytesHaveNone() {
        MachineLayout layout = pc(2 * GIB)
                .cpu(0)
                .cpu(1)
                .memory(0, 0, GIB)
                .memory(1, GIB, 2 * GIB - MIB)
                .boot();
        assertThat(layout.possible()).hasToString("0");
        assertThat(layout.cpuToNode()).containsExactly(0, 0);
        assertThat(layout.log())
                .containsSubsequence(
                        "NUMA: nodes only cover 2046MB of your 2047MB e820 RAM. Not used.",
                        "No NUMA configuration found",
                        "Faking a node at [mem 0x0000000000000000-0x000000007fffffff]");
    }

    @Test
    void toleratesLessThanAMegabyteWithoutNode() {
        MachineLayout layout = pc(2 * GIB)
                .cpu(0)
                .memory(0, 0, GIB)
                .memory(1, GIB, 2 * GIB - MIB + 4096)
                .boot();
        assertThat(layout.possible()).hasToString("0-1");
    }

    @Test
    void fakesOneNodeWhenNodesOverlap() {
        MachineLayout layout = pc(2 * GIB)
                .cpu(0)
                .memory(0, 0, GIB + MIB)
                .memory(1, GIB, 2 * GIB)
                .boot();
        assertThat(layout.possible()).hasToString("0");
        assertThat(layout.log())
                .contains("NUMA: node 0 [mem 0x00000000-0x400fffff] overlaps with node 1 [mem 0x40000000-0x7fffffff]");
    }

    @Test
    void doesNotReadTablesWithNumaOff() {
        MachineLayout layout = twoNodes().commandLine("numa=off").boot();
        assertThat(layout.possible()).hasToString("0");
        assertThat(layout.log()).contains("NUMA turned off").noneMatch(line -> line.startsWith("SRAT"));
    }

    @Test
    void hasOneNodeWithoutSrat() {
        MachineLayout layout = pc(GIB).cpu().cpu().boot();
        assertThat(layout.nodes()).hasSize(1);
        assertThat(layout.node(0).cpus()).containsExactly(0, 1);
        assertThat(layout.log()).contains("No NUMA configuration found");
    }

    @Test
    void bringsUpANodeWithCpusOnly() {
        MachineLayout layout = pc(GIB).cpu(0).cpu(1).memory(0, 0, GIB).boot();
        assertThat(layout.possible()).hasToString("0-1");
        assertThat(layout.online()).hasToString("0-1");
        assertThat(layout.memory()).hasToString("0");
        assertThat(layout.cpuToNode()).containsExactly(0, 1);
        assertThat(layout.node(1).onlineAtInit()).isFalse();
        assertThat(layout.log())
                .containsSubsequence("Initializing node 1 as memoryless", "Initmem setup node 1 as memoryless");
    }

    @Test
    void knowsNodesWithMemoryOrInitiatorsOnly() {
        MachineLayout layout = pc(2 * GIB)
                .cpu(0)
                .generic(5)
                .memory(0, 0, GIB)
                .memory(1, GIB, 2 * GIB)
                .boot();
        assertThat(layout.nodes().stream().map(NodeLayout::domain)).containsExactly(0, 5, 1);
        assertThat(layout.node(2).cpus()).isEmpty();
        assertThat(layout.online()).hasToString("0-2");
        assertThat(layout.memory()).hasToString("0,2");
    }

    @Test
    void spansTheMemoryOfANodeInBetween() {
        MachineLayout layout = pc(3 * GIB)
                .cpu(0)
                .memory(0, 0, GIB)
                .memory(1, GIB, 2 * GIB)
                .memory(0, 2 * GIB, 3 * GIB)
                .boot();
        assertThat(layout.node(0).zone(ZoneType.DMA32).spanned()).isEqualTo(3 * 262144 - 4096);
        assertThat(layout.node(0).zone(ZoneType.DMA32).present()).isEqualTo(2 * 262144 - 4096);
        assertThat(layout.node(1).zone(ZoneType.DMA32).present()).isEqualTo(262144);
    }

    @Test
    void usesNoMemoryAboveTheLimit() {
        MachineLayout layout = twoNodes().commandLine("mem=1536M").boot();
        assertThat(layout.node(1).present()).isEqualTo(131072);
        assertThat(layout.log())
                .containsSubsequence(
                        "e820: remove [mem 0x60000000-0xfffffffffffffffe] usable",
                        "user-defined physical RAM map:",
                        "user: [mem 0x0000000000100000-0x000000005fffffff] usable",
                        "last_pfn = 0x60000 max_arch_pfn = 0x400000000");
    }

    @Test
    void startsMovableZonesAtHotPluggableMemory() {
        MachineLayout layout = pc(2 * GIB)
                .cpu(0)
                .memory(0, 0, GIB)
                .hotPluggable(1, GIB, 2 * GIB)
                .commandLine("movable_node")
                .boot();
        assertThat(layout.node(1).populatedZones()).containsExactly(ZoneType.MOVABLE);
        assertThat(layout.node(0).populatedZones()).containsExactly(ZoneType.DMA, ZoneType.DMA32);
        assertThat(layout.node(1).zone(ZoneType.MOVABLE).free()).hasSize(1);
    }

    @Test
    void takesAccessLatencyBeforeReadLatency() {
        AccessLatency latency = twoNodes()
                .hmat(Hmat.Kind.READ_LATENCY, 0, 1, 300)
                .hmat(Hmat.Kind.ACCESS_LATENCY, 0, 1, 200)
                .hmat(Hmat.Kind.READ_LATENCY, 1, 0, 210)
                .boot()
                .latency();
        assertThat(latency.between(0, 1, 20)).isEqualTo(200);
        assertThat(latency.between(1, 0, 20)).isEqualTo(210);
    }

    @Test
    void refusesMachinesThatCannotBoot() {
        assertRefused(pc(GIB), "apicIds");
        assertRefused(new MachineBuilder().cpu(), "memoryMap");
        assertRefused(pc(32 * MIB).cpu(), "image");
    }

    private static void assertRefused(MachineBuilder builder, String field) {
        assertThatThrownBy(builder::boot)
                .isInstanceOfSatisfying(
                        BootRefused.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void limitsCpusByTheCommandLine() {
        MachineLayout layout = twoNodes().commandLine("nr_cpus=1").boot();
        assertThat(layout.cpuToNode()).isEqualTo(List.of(0));
    }
}
