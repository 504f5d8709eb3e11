package io.numactor.mm.boot.input;

import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.kernel.Architecture;
import io.numactor.mm.kernel.KernelVersion;
import java.util.List;
import java.util.Optional;

/**
 * What firmware, boot loader and kernel build give the kernel, and nothing that it works out: a machine boots from
 * this alone.
 *
 * @param kernel the version whose behaviour is emulated
 * @param architecture what it is built for
 * @param split how an IA-32 kernel divides its addresses; without meaning on others
 * @param release the release string, {@code 6.1.0-56-amd64}
 * @param memoryMap e820
 * @param srat which memory and CPUs belong together; empty on a machine without NUMA tables
 * @param slit distances; empty: the kernel's defaults
 * @param hmat access latencies and bandwidths; empty: costs follow the distances
 * @param commandLine the kernel command line, parameters separated by blanks
 * @param apicIds APIC id of each CPU, by CPU number
 * @param image where the kernel image lies
 * @param imageKiB sizes of the image's parts in the words of the kernel's {@code Memory:} line, in KiB
 * @param initrd the initial ramdisk, where there is one
 * @param perCpu sizes of the per-CPU areas
 * @param smpAlternativesKiB freed right after SMP bring-up
 * @param logBufBytes size of the log buffer
 * @param transparentHugepage the setting that the running system ends up with
 */
public record BootInput(
        KernelVersion kernel,
        Architecture architecture,
        VmSplit split,
        String release,
        MemoryMap memoryMap,
        Optional<Srat> srat,
        Optional<Slit> slit,
        Optional<Hmat> hmat,
        String commandLine,
        List<Integer> apicIds,
        KernelImage image,
        ImageKiB imageKiB,
        Optional<ByteRange> initrd,
        PerCpuArea perCpu,
        long smpAlternativesKiB,
        long logBufBytes,
        TransparentHugepage transparentHugepage) {
    public BootInput {
        apicIds = List.copyOf(apicIds);
    }

    /** The same machine under another kernel; it is its own release then. */
    public BootInput withKernel(KernelVersion other) {
        return other == kernel
                ? this
                : new BootInput(
                        other,
                        architecture,
                        split,
                        other.label(),
                        memoryMap,
                        srat,
                        slit,
                        hmat,
                        commandLine,
                        apicIds,
                        image,
                        imageKiB,
                        initrd,
                        perCpu,
                        smpAlternativesKiB,
                        logBufBytes,
                        transparentHugepage);
    }

    /** The same machine with the kernel image loaded at {@code start}. */
    public BootInput withKernelAt(long start) {
        return new BootInput(
                kernel,
                architecture,
                split,
                release,
                memoryMap,
                srat,
                slit,
                hmat,
                commandLine,
                apicIds,
                image.loadedAt(start),
                imageKiB,
                initrd,
                perCpu,
                smpAlternativesKiB,
                logBufBytes,
                transparentHugepage);
    }

    /** A machine of x86-64. */
    public BootInput(
            KernelVersion kernel,
            String release,
            MemoryMap memoryMap,
            Optional<Srat> srat,
            Optional<Slit> slit,
            Optional<Hmat> hmat,
            String commandLine,
            List<Integer> apicIds,
            KernelImage image,
            ImageKiB imageKiB,
            Optional<ByteRange> initrd,
            PerCpuArea perCpu,
            long smpAlternativesKiB,
            long logBufBytes,
            TransparentHugepage transparentHugepage) {
        this(
                kernel,
                Architecture.X86_64,
                VmSplit.SPLIT_3G,
                release,
                memoryMap,
                srat,
                slit,
                hmat,
                commandLine,
                apicIds,
                image,
                imageKiB,
                initrd,
                perCpu,
                smpAlternativesKiB,
                logBufBytes,
                transparentHugepage);
    }

    /** The image's sizes as the kernel prints them, KiB. */
    public record ImageKiB(long code, long rwdata, long rodata, long init, long bss) {}
}
