package io.numactor.machine.yaml;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.kernel.Architecture;
import io.numactor.mm.kernel.KernelVersion;

/**
 * What an x86-32 machine has that says nothing of its kernel: sizes of Debian's 6.1.0-50-686 and -686-pae, as captured
 * from them; for 2.6.24 the image of the book's figure 3-11.
 */
final class Ia32Defaults {
    private static final KernelImage PAE_IMAGE = new KernelImage(
            new ByteRange(0x1000000, 0x1933f00),
            new ByteRange(0x1934000, 0x1c51000),
            new ByteRange(0x1c52000, 0x1d8e680),
            new ByteRange(0x1da4000, 0x1e8c000),
            new ByteRange(0x1e94000, 0x1f0b000),
            new ByteRange(0x1f0b000, 0x1f0b000));
    private static final KernelImage PLAIN_IMAGE = new KernelImage(
            new ByteRange(0x1000000, 0x191bd00),
            new ByteRange(0x191c080, 0x1c39100),
            new ByteRange(0x1c3a000, 0x1d70b00),
            new ByteRange(0x1d86000, 0x1e6a000),
            new ByteRange(0x1e72000, 0x1ee6000),
            new ByteRange(0x1ee6000, 0x1ee6000));
    private static final KernelImage EARLY_IMAGE = new KernelImage(
            new ByteRange(0x100000, 0x381ecd),
            new ByteRange(0x381ecd, 0x381ecd),
            new ByteRange(0x381ecd, 0x4704e0),
            new ByteRange(0x471000, 0x4a6000),
            new ByteRange(0x4a6000, 0x4c3f44),
            new ByteRange(0x4c3f44, 0x4c3f44));
    private static final BootInput.ImageKiB PAE_KIB = new BootInput.ImageKiB(9423, 1265, 3188, 928, 476);
    private static final BootInput.ImageKiB PLAIN_KIB = new BootInput.ImageKiB(9327, 1246, 3188, 912, 464);
    private static final BootInput.ImageKiB EARLY_KIB = new BootInput.ImageKiB(2567, 953, 0, 212, 119);
    private static final int UNIT_PAGES = 33;
    private static final long SMP_ALTERNATIVES_KIB = 32;

    private Ia32Defaults() {}

    static String release(KernelVersion kernel, Architecture architecture) {
        if (kernel != KernelVersion.V6_1) {
            return kernel.label();
        }
        return architecture.hasPae() ? "6.1.0-50-686-pae" : "6.1.0-50-686";
    }

    static KernelImage image(KernelVersion kernel, Architecture architecture) {
        if (kernel == KernelVersion.V2_6_24) {
            return EARLY_IMAGE;
        }
        return architecture.hasPae() ? PAE_IMAGE : PLAIN_IMAGE;
    }

    static BootInput.ImageKiB imageKiB(KernelVersion kernel, Architecture architecture) {
        if (kernel == KernelVersion.V2_6_24) {
            return EARLY_KIB;
        }
        return architecture.hasPae() ? PAE_KIB : PLAIN_KIB;
    }

    static PerCpuArea perCpu(Architecture architecture) {
        return architecture.hasPae()
                ? new PerCpuArea(UNIT_PAGES, 104276, 0, 30892, UNIT_PAGES << 12)
                : new PerCpuArea(UNIT_PAGES, 103316, 0, 31852, UNIT_PAGES << 12);
    }

    static long smpAlternativesKiB() {
        return SMP_ALTERNATIVES_KIB;
    }
}
