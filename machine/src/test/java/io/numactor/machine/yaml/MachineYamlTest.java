package io.numactor.machine.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.machine.Fixtures;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.Machines;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.input.TransparentHugepage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class MachineYamlTest {
    static final List<String> CAPTURES = Fixtures.CAPTURES;
    static final List<String> MACHINES = Machines.names(Fixtures.MACHINES);

    private static BootInput boot(String yaml) {
        return MachineYaml.read(SourceFile.of("m.yaml", yaml)).boot();
    }

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void writesCapturedInputsWithoutLoss(String capture) {
        MachineDescription machine = Machines.read(Fixtures.capture(capture));
        MachineDescription back = MachineYaml.read(SourceFile.of("x.yaml", MachineYaml.write(machine)));
        assertThat(back.boot()).isEqualTo(machine.boot());
        assertThat(back.name()).isEqualTo(capture);
    }

    @ParameterizedTest
    @FieldSource("MACHINES")
    void writesDeployedMachinesWithoutLoss(String name) {
        MachineDescription machine = Machines.read(name, Fixtures.MACHINES);
        MachineDescription back = MachineYaml.read(SourceFile.of("x.yaml", MachineYaml.write(machine)));
        assertThat(back.boot()).isEqualTo(machine.boot());
    }

    @Test
    void keepsTheOrderOfSratThatNodesCannotFollow() {
        BootInput ring = boot("nodes: [{memory: 1GiB, cpus: 2}, {memory: 1GiB, cpus: 2}]");
        Srat srat = ring.srat().orElseThrow();
        List<Srat.Initiator> mixed = List.of(
                new Srat.Initiator(1, 2),
                new Srat.Initiator(0, 0),
                new Srat.Initiator(1, 3),
                new Srat.Initiator(5, Srat.Initiator.NOT_A_CPU),
                new Srat.Initiator(0, 1));
        Srat other = new Srat(mixed, srat.memory());
        assertThat(NodePart.of(other)).hasSize(8);
        String yaml = """
                memoryMap: [{start: 0, end: 4GiB, type: usable}]
                nodes:
                  - {domain: 1, cpus: [2]}
                  - {domain: 0, cpus: [0]}
                  - {domain: 1, cpus: [3]}
                  - {domain: 5, genericInitiator: true}
                  - {domain: 0, cpus: [1]}
                """;
        assertThat(boot(yaml).srat().orElseThrow().initiators()).isEqualTo(mixed);
    }

    /** The memory map and SRAT of the captured boot-2n-dma32-normal, but for QEMU's larger ACPI tables. */
    @Test
    void laysOutAShortMachineAsAPc() {
        BootInput boot = boot("nodes: [{memory: 4GiB, cpus: 2}, {memory: 2GiB, cpus: 2}]");
        assertThat(boot.memoryMap().entries())
                .containsExactly(
                        new MemoryMap.Entry(0, 0x9fc00, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(0x9fc00, 0xa0000, MemoryMap.Type.RESERVED),
                        new MemoryMap.Entry(0xf0000, 0x100000, MemoryMap.Type.RESERVED),
                        new MemoryMap.Entry(0x100000, 0xbffe0000L, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(0xbffe0000L, 0xc0000000L, MemoryMap.Type.RESERVED),
                        new MemoryMap.Entry(0xfffc0000L, 0x100000000L, MemoryMap.Type.RESERVED),
                        new MemoryMap.Entry(0x100000000L, 0x1c0000000L, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(0xfd00000000L, 0x10000000000L, MemoryMap.Type.RESERVED));
        assertThat(boot.srat().orElseThrow().memory())
                .containsExactly(
                        new Srat.Memory(0, 0, 0xa0000, false, false),
                        new Srat.Memory(0, 0x100000, 0xc0000000L, false, false),
                        new Srat.Memory(0, 0x100000000L, 0x140000000L, false, false),
                        new Srat.Memory(1, 0x140000000L, 0x1c0000000L, false, false));
    }

    /** A short form of the captured ring gives what QEMU gave that machine. */
    @Test
    void loadsTheKernelElsewhere() {
        KernelImage image =
                boot("{nodes: [{memory: 1GiB, cpus: 1}], loadAddress: 64MiB}").image();
        assertThat(image.start()).isEqualTo(64L << 20);
        assertThat(image.end()).isEqualTo(0x4430000L + (48L << 20));
        assertThatThrownBy(() -> boot("{nodes: [{memory: 1GiB, cpus: 1}], loadAddress: 63MiB}"))
                .hasMessageContaining("loadAddress")
                .hasMessageContaining("is no multiple of 2 MiB from 16 MiB on");
    }

    @Test
    void laysOutTheRingAsItWasCaptured() {
        BootInput captured = Machines.read(Fixtures.capture(Fixtures.RING)).boot();
        BootInput made = boot("""
                nodes: [{memory: 224MiB, cpus: 1}, {memory: 128MiB, cpus: 1}, {memory: 128MiB, cpus: 1}, {memory: 128MiB, cpus: 1}]
                distances: [[10, 16, 22, 16], [16, 10, 16, 22], [22, 16, 10, 16], [16, 22, 16, 10]]
                commandLine: log_buf_len=4M
                transparentHugepage: never
                """);
        assertThat(made.memoryMap()).isEqualTo(captured.memoryMap());
        assertThat(made.srat()).isEqualTo(captured.srat());
        assertThat(made.slit()).isEqualTo(captured.slit());
        assertThat(made.image()).isEqualTo(captured.image());
        assertThat(made.imageKiB()).isEqualTo(captured.imageKiB());
        assertThat(made.perCpu()).isEqualTo(captured.perCpu());
        assertThat(made.logBufBytes()).isEqualTo(captured.logBufBytes());
        assertThat(made.apicIds()).isEqualTo(captured.apicIds());
    }

    /** Per-CPU units as the kernel printed them: 2 MiB for 4 CPUs on 4 nodes, 1 MiB on 2, 512 KiB on one. */
    @ParameterizedTest
    @CsvSource({"4, 1, 2097152", "2, 2, 1048576", "1, 4, 524288", "1, 2, 1048576"})
    void sizesPerCpuUnitsAsTheKernelDoes(int nodes, int cpus, long unit) {
        String yaml = "nodes:\n" + ("  - {memory: 1GiB, cpus: " + cpus + "}\n").repeat(nodes);
        assertThat(boot(yaml).perCpu().unitBytes()).isEqualTo(unit);
    }

    @Test
    void movesMemoryBehindTheHyperTransportHole() {
        BootInput boot = boot("nodes: [{memory: 2TiB, cpus: 1}]");
        assertThat(boot.memoryMap().entries())
                .endsWith(new MemoryMap.Entry(
                        0x10000000000L, 0x10000000000L + (2L << 40) - (3L << 30), MemoryMap.Type.USABLE));
    }

    @Test
    void switchesHugePagesOffOnSmallMachines() {
        assertThat(boot("nodes: [{memory: 512MiB, cpus: 1}]").transparentHugepage())
                .isEqualTo(TransparentHugepage.NEVER);
        assertThat(boot("nodes: [{memory: 2GiB, cpus: 1}]").transparentHugepage())
                .isEqualTo(TransparentHugepage.ALWAYS);
    }

    @Test
    void growsTheLogBufferWithCpus() {
        assertThat(boot("nodes: [{memory: 2GiB, cpus: 4}]").logBufBytes()).isEqualTo(131072);
        assertThat(boot("nodes: [{memory: 2GiB, cpus: 64}]").logBufBytes()).isEqualTo(524288);
    }

    @Test
    void givesDomainsAndDistances() {
        BootInput boot = boot("""
                nodes:
                  - {domain: 1, memory: 1GiB, cpus: 1}
                  - {domain: 0, memory: 1GiB}
                distances: [[10, 20], [0x15, 10]]
                """);
        assertThat(boot.srat().orElseThrow().initiators()).containsExactly(new Srat.Initiator(1, 0));
        assertThat(boot.slit()).isEqualTo(Optional.of(new Slit(List.of(List.of(10, 20), List.of(21, 10)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nodes: [{memory: 1GiB, cpus: 1, colour: red}]                | line 1: nodes[0].colour: unknown field 'colour'; known here: cpus, domain, memory
                    nodez: [{memory: 1GiB, cpus: 1}]                             | line 1: nodez: unknown field
                    name: x                                                      | line 1: the field 'nodes' is missing
                    nodes: [{memory: 8GB, cpus: 1}]                              | line 1: nodes[0].memory: '8GB' is not a whole number such as
                    nodes: [{memory: 100KiB, cpus: 1}]                           | line 1: nodes[0].memory: must be whole MiB
                    nodes: [{memory: 64MiB, cpus: 1}]                            | allowed: 128MiB to 16TiB
                    nodes: [{memory: 1GiB}]                                      | all nodes together have 0 cpus; allowed: 1 to 8192
                    nodes: [{memory: 1GiB, cpus: 1}, {}]                         | nodes[1]: has neither memory nor cpus
                    nodes: [{memory: 1GiB, cpus: -1}]                            | nodes[0].cpus: '-1' is not
                    nodes: [{memory: 1GiB, cpus: 9000}]                          | nodes[0].cpus: 9000 is not allowed; allowed: 0 to 8192
                    nodes: [{memory: 1GiB, cpus: 1, domain: 1024}]               | nodes[0].domain: 1024 is not allowed; allowed: 0 to 1023
                    nodes: {memory: 1GiB}                                        | line 1: nodes: must be a list
                    nodes: [7]                                                   | line 1: nodes[0]: must be a mapping
                    nodes: [{memory: 1GiB, memory: 2GiB}]                        | nodes[0].memory: the field is given twice
                    nodes: &a [{memory: 1GiB, cpus: 1}], description: *a         | not well formed
                    [1, 2]                                                       | line 1: must be a mapping of fields
                    'nodes: ['                                                   | not well formed
                    """)
    void refusesShortMachinesWithLineAndField(String yaml, String message) {
        assertThatThrownBy(() -> boot(yaml))
                .isInstanceOf(MachineRefused.class)
                .hasMessageStartingWith("m.yaml: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [[11, 20], [20, 10]]    | line 2: distances[0][0]: the distance of a node to itself must be 10
                    [[10, 10], [20, 10]]    | line 2: distances[0][1]: 10 is not allowed; allowed: 11 to 255
                    [[10, 20], [256, 10]]   | line 2: distances[1][0]: 256 is not allowed; allowed: 11 to 255
                    [[10, 20], [20]]        | line 2: distances[1]: has 1 distances, must have 2
                    [[10]]                  | line 2: distances: has 1 rows, but domains up to 1 are in use
                    """)
    void refusesWrongDistances(String distances, String message) {
        String yaml = "nodes: [{memory: 1GiB, cpus: 1}, {memory: 1GiB}]\ndistances: " + distances;
        assertThatThrownBy(() -> boot(yaml)).isInstanceOf(MachineRefused.class).hasMessageContaining(message);
    }

    @Test
    void refusesOverlappingRanges() {
        String map = """
                memoryMap:
                  - {start: 0, end: 1GiB, type: usable}
                  - {start: 0x3fffffff, end: 2GiB, type: reserved}
                nodes: [{cpus: [0]}]
                """;
        assertThatThrownBy(() -> boot(map))
                .hasMessage(
                        "m.yaml: line 3: memoryMap[1]: overlaps the range from 0x0 to 0x40000000 that is given before");
        String nodes = """
                memoryMap: [{start: 0, end: 4GiB, type: usable}]
                nodes:
                  - {cpus: [0], memory: [{start: 1GiB, end: 2GiB}]}
                  - {memory: [{start: 0, end: 0x40000001}]}
                """;
        assertThatThrownBy(() -> boot(nodes)).hasMessageContaining("line 4: nodes[1].memory[0]: overlaps");
    }

    @Test
    void refusesAnAlias() {
        assertThatThrownBy(() -> boot("name: &a x\ndescription: *a\nnodes: [{memory: 1GiB, cpus: 1}]"))
                .hasMessageContaining("line 2: description: anchors and aliases are not allowed");
    }
}
