package io.numactor.coordinator;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Small machines for tests. */
public final class TestMachines {
    private static final long MIB = 1L << 20;
    private static final long NODE_BYTES = 128 * MIB;

    private TestMachines() {}

    /** Four nodes of 128 MiB with one CPU each in a ring: 10 local, 20 to a neighbour, 30 across. */
    public static BootInput ring4() {
        return of(List.of(
                List.of(10, 20, 30, 20), List.of(20, 10, 20, 30), List.of(30, 20, 10, 20), List.of(20, 30, 20, 10)));
    }

    private static BootInput of(List<List<Integer>> distances) {
        int nodes = distances.size();
        List<Srat.Initiator> cpus = IntStream.range(0, nodes)
                .mapToObj(nid -> new Srat.Initiator(nid, nid))
                .toList();
        List<Srat.Memory> memory = new ArrayList<>();
        for (int nid = 0; nid < nodes; nid++) {
            memory.add(new Srat.Memory(nid, nid * NODE_BYTES, (nid + 1) * NODE_BYTES, false, false));
        }
        return new BootInput(
                KernelVersion.V6_1,
                "6.1.0-test",
                new MemoryMap(List.of(
                        new MemoryMap.Entry(0, 0x9fc00, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(MIB, nodes * NODE_BYTES, MemoryMap.Type.USABLE))),
                Optional.of(new Srat(cpus, memory)),
                Optional.of(new Slit(distances)),
                Optional.empty(),
                "transparent_hugepage=never",
                IntStream.range(0, nodes).boxed().toList(),
                image(),
                new BootInput.ImageKiB(14343, 2338, 9132, 2824, 17344),
                Optional.empty(),
                new PerCpuArea(62, 217088, 8192, 28672, 2 * MIB),
                36,
                1 << 17,
                TransparentHugepage.NEVER);
    }

    private static KernelImage image() {
        return new KernelImage(
                new ByteRange(16 * MIB, 30 * MIB),
                new ByteRange(32 * MIB, 41 * MIB),
                new ByteRange(42 * MIB, 44 * MIB),
                new ByteRange(48 * MIB, 51 * MIB),
                new ByteRange(51 * MIB, 60 * MIB),
                new ByteRange(60 * MIB, 61 * MIB));
    }
}
