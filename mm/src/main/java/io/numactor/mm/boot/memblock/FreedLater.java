package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of the kernel image and the initrd that are given back while booting (6.1). */
public final class FreedLater {
    private static final long HUGE = 2L << 20;

    /** Pages in use at the start of the 2 MiB that hold memory shared with a hypervisor, at the end of .bss. */
    private static final long DECRYPTED_PAGES = 3;

    private FreedLater() {}

    /** Right after SMP bring-up, before watermarks are set: the SMP alternatives behind the init sections. */
    public static List<PfnRange> withSmp(BootInput input) {
        long start = input.image().init().end();
        long end = start + (input.smpAlternativesKiB() << 10);
        return end <= input.image().bss().start() ? pages(start, end) : List.of();
    }

    /** After watermarks are set: initrd, decrypted memory, init sections, and the gaps of the image. */
    public static List<PfnRange> afterWatermarks(KernelImage image, Optional<ByteRange> initrd) {
        List<PfnRange> freed =
                new ArrayList<>(pages(image.text().end(), image.rodata().start()));
        freed.addAll(pages(image.rodata().end(), image.data().start()));
        freed.addAll(pages(image.init().start(), image.init().end()));
        decrypted(image).ifPresent(range -> freed.addAll(pages(range.start(), range.end())));
        initrd.ifPresent(at -> freed.addAll(pages(at.start(), Memblock.roundUp(at.end(), Memblock.PAGE_BYTES))));
        return freed.stream().sorted().toList();
    }

    /** What nobody uses of the 2 MiB that would be shared with a hypervisor. */
    public static Optional<ByteRange> decrypted(KernelImage image) {
        long start = image.bss().end() - HUGE;
        boolean present = image.bss().end() % HUGE == 0 && start >= image.bss().start();
        return present
                ? Optional.of(new ByteRange(
                        start + DECRYPTED_PAGES * Memblock.PAGE_BYTES,
                        image.bss().end()))
                : Optional.empty();
    }

    private static List<PfnRange> pages(long from, long to) {
        PfnRange range = PfnRange.inside(from, Math.max(from, to));
        return range.isEmpty() ? List.of() : List.of(range);
    }
}
