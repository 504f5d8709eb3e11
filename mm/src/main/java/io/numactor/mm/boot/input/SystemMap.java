package io.numactor.mm.boot.input;

import java.util.List;
import java.util.Locale;

/**
 * The symbols that bound the kernel image (x86-64): as linked, at {@code __START_KERNEL_map} plus 16 MiB. A kernel that
 * is loaded elsewhere, as one for crash dumps is, keeps these addresses; only the physical ones move.
 */
public final class SystemMap {
    private static final long START_KERNEL_MAP = 0xffffffff80000000L;

    /** CONFIG_PHYSICAL_START: where an image that is not moved is loaded. */
    private static final long PHYSICAL_START = 16L << 20;

    private SystemMap() {}

    /** {@code ffffffff81000000 T _text} and so on, by address. */
    public static List<String> lines(KernelImage image) {
        return List.of(
                line(image, image.text().start(), 'T', "_text"),
                line(image, image.text().end(), 'T', "_etext"),
                line(image, image.rodata().start(), 'D', "__start_rodata"),
                line(image, image.rodata().end(), 'D', "__end_rodata"),
                line(image, image.data().start(), 'D', "_sdata"),
                line(image, image.data().end(), 'D', "_edata"),
                line(image, image.init().start(), 'D', "__init_begin"),
                line(image, image.init().end(), 'R', "__init_end"),
                line(image, image.bss().start(), 'B', "__bss_start"),
                line(image, image.bss().end(), 'B', "__bss_stop"),
                line(image, image.brk().start(), 'B', "__brk_base"),
                line(image, image.brk().end(), 'B', "__brk_limit"),
                line(image, image.end(), 'B', "_end"));
    }

    /** The same by architecture: x86-32 links the image into its direct mapping. */
    public static List<String> lines(BootInput input) {
        return input.architecture().isIa32()
                ? lines(input.image()).stream()
                        .map(line -> linked32(line, input))
                        .toList()
                : lines(input.image());
    }

    private static String linked32(String line, BootInput input) {
        int blank = line.indexOf(' ');
        long linked = Long.parseUnsignedLong(line.substring(0, blank), 16) - START_KERNEL_MAP;
        return String.format(Locale.ROOT, "%08x", linked + input.split().pageOffset()) + line.substring(blank);
    }

    private static String line(KernelImage image, long physical, char type, String symbol) {
        long linked = START_KERNEL_MAP + PHYSICAL_START + physical - image.start();
        return String.format(Locale.ROOT, "%016x %c %s", linked, type, symbol);
    }
}
