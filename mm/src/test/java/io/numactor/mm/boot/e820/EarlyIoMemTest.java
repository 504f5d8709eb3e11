package io.numactor.mm.boot.e820;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine of figure 3-11 of "Professional Linux Kernel Architecture": the kernel in RAM, from 1 MiB on. */
final class EarlyIoMemTest {
    private static final ByteRange NOTHING = new ByteRange(0, 0);
    private static final KernelImage IMAGE = new KernelImage(
            new ByteRange(0x100000, 0x381ecd), NOTHING, new ByteRange(0x381ecd, 0x4704e0), NOTHING, NOTHING, NOTHING);

    @Test
    void romsComeBeforeReservedRangesAndTheVideoRamLast() {
        E820Table e820 = E820Table.of(new MemoryMap(List.of(
                new MemoryMap.Entry(0, 0x9e800, MemoryMap.Type.USABLE),
                new MemoryMap.Entry(0x9e800, 0xa0000, MemoryMap.Type.RESERVED),
                new MemoryMap.Entry(0xc0000, 0xcc000, MemoryMap.Type.RESERVED),
                new MemoryMap.Entry(0xd8000, 0x100000, MemoryMap.Type.RESERVED),
                new MemoryMap.Entry(0x100000, 0x17ceb000, MemoryMap.Type.USABLE))));

        assertThat(EarlyIoMem.resources(e820, IMAGE).stream()
                        .map(resource ->
                                "%08x-%08x : %s".formatted(resource.start(), resource.end() - 1, resource.name())))
                .containsExactly(
                        "00000000-0009e7ff : System RAM",
                        "0009e800-0009ffff : reserved",
                        "000a0000-000bffff : Video RAM area",
                        "000c0000-000c7fff : Video ROM",
                        "000f0000-000fffff : System ROM",
                        "00100000-17ceafff : System RAM",
                        "00100000-00381ecc : Kernel code",
                        "00381ecd-004704df : Kernel data");
    }
}
