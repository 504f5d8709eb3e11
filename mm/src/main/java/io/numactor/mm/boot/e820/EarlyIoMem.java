package io.numactor.mm.boot.e820;

import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code /proc/iomem} of x86-32 in 2.6.24. Who comes first has the range, and who overlaps him gets none: first the ROMs
 * that the kernel finds, then the firmware's ranges, then the video RAM. A reserved range with a ROM in it is not shown.
 */
public final class EarlyIoMem {
    /** A graphics BIOS of the usual 32 KiB. */
    private static final IoResource VIDEO_ROM = new IoResource(0, 0xc0000, 0xc8000, "Video ROM");

    private static final IoResource SYSTEM_ROM = new IoResource(0, 0xf0000, 0x100000, "System ROM");
    private static final IoResource VIDEO_RAM = new IoResource(0, 0xa0000, 0xc0000, "Video RAM area");

    private final List<IoResource> top = new ArrayList<>();

    private EarlyIoMem() {}

    /** The tree, in the order of addresses. */
    public static List<IoResource> resources(E820Table e820, KernelImage image) {
        EarlyIoMem tree = new EarlyIoMem();
        tree.request(VIDEO_ROM);
        tree.request(SYSTEM_ROM);
        e820.entries().forEach(entry -> tree.request(new IoResource(0, entry.start(), entry.end(), name(entry))));
        tree.request(VIDEO_RAM);
        return tree.with(List.of(
                new IoResource(1, image.text().start(), image.text().end(), "Kernel code"),
                new IoResource(1, image.data().start(), image.data().end(), "Kernel data"),
                new IoResource(1, image.bss().start(), image.bss().end(), "Kernel bss")));
    }

    private static String name(Entry entry) {
        return entry.type() == MemoryMap.Type.RESERVED
                ? "reserved"
                : entry.type().firmwareName();
    }

    private void request(IoResource wanted) {
        if (top.stream().noneMatch(has -> has.start() < wanted.end() && wanted.start() < has.end())) {
            top.add(wanted);
        }
    }

    private List<IoResource> with(List<IoResource> kernel) {
        List<IoResource> all = new ArrayList<>();
        top.sort(Comparator.comparingLong(IoResource::start));
        for (IoResource outer : top) {
            all.add(outer);
            kernel.stream()
                    .filter(part -> part.start() < part.end())
                    .filter(part -> part.start() >= outer.start() && part.end() <= outer.end())
                    .forEach(all::add);
        }
        return all;
    }
}
