package io.numactor.sim;

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

/** The machine that is simulated: small nodes in a ring, one CPU each, so that they are soon full. */
final class SimMachine {
    private static final long MIB = 1L << 20;
    private static final long FIRST_NODE_BYTES = 48 * MIB;
    private static final long NODE_BYTES = 8 * MIB;

    private SimMachine() {}

    static BootInput ring(int nodes) {
        List<Srat.Initiator> cpus = IntStream.range(0, nodes)
                .mapToObj(nid -> new Srat.Initiator(nid, nid))
                .toList();
        List<Srat.Memory> memory = new ArrayList<>();
        for (int nid = 0; nid < nodes; nid++) {
            memory.add(new Srat.Memory(nid, start(nid), start(nid + 1), false, false));
        }
        return new BootInput(
                KernelVersion.V6_1,
                "6.1.0-sim",
                new MemoryMap(List.of(
                        new MemoryMap.Entry(0, 0x9fc00, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(MIB, start(nodes), MemoryMap.Type.USABLE))),
                Optional.of(new Srat(cpus, memory)),
                Optional.of(new Slit(distances(nodes))),
                Optional.empty(),
                "transparent_hugepage=never",
                IntStream.range(0, nodes).boxed().toList(),
                image(),
                new BootInput.ImageKiB(1024, 256, 512, 256, 1024),
                Optional.empty(),
                new PerCpuArea(8, 16384, 4096, 12288, 2 * MIB),
                36,
                1 << 17,
                TransparentHugepage.NEVER);
    }

    private static long start(int nid) {
        return nid == 0 ? 0 : FIRST_NODE_BYTES + (nid - 1) * NODE_BYTES;
    }

    private static List<List<Integer>> distances(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(from -> IntStream.range(0, nodes)
                        .mapToObj(to -> 10 + 10 * Math.min(Math.abs(from - to), nodes - Math.abs(from - to)))
                        .toList())
                .toList();
    }

    private static KernelImage image() {
        return new KernelImage(
                new ByteRange(16 * MIB, 17 * MIB),
                new ByteRange(18 * MIB, 19 * MIB),
                new ByteRange(20 * MIB, 21 * MIB),
                new ByteRange(22 * MIB, 23 * MIB),
                new ByteRange(23 * MIB, 24 * MIB),
                new ByteRange(24 * MIB, 25 * MIB));
    }
}
