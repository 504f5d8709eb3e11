package io.numactor.machine.yaml;

import io.numactor.machine.document.Quantity;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.PerCpuArea;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.KernelVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a machine has that says nothing of its kernel: sizes of Debian's 6.1.0-56-amd64, as captured from it. */
final class Defaults {
    static final KernelVersion KERNEL = KernelVersion.V6_1;
    static final KernelImage IMAGE = new KernelImage(
            new ByteRange(0x1000000, 0x1e01d32),
            new ByteRange(0x2000000, 0x28eb000),
            new ByteRange(0x2a00000, 0x2c48980),
            new ByteRange(0x3044000, 0x3306000),
            new ByteRange(0x3310000, 0x4400000),
            new ByteRange(0x4400000, 0x4430000));
    static final BootInput.ImageKiB IMAGE_KIB = new BootInput.ImageKiB(14343, 2338, 9132, 2824, 17344);
    static final long SMP_ALTERNATIVES_KIB = 36;

    private static final long STATIC_LOG_BUF_BYTES = 1 << 17;
    private static final long LOG_BYTES_PER_CPU = 1 << 12;
    private static final int UNIT_PAGES = 62;
    private static final long CHUNK_BYTES = 2 << 20;
    private static final long THP_LEAST_BYTES = 512 << 20;
    private static final Pattern LOG_BUF_LEN = Pattern.compile("(?:^| )log_buf_len=([0-9]{1,9})([KMG]?)(?= |$)");

    private Defaults() {}

    static String release(KernelVersion kernel) {
        return kernel == KERNEL ? "6.1.0-56-amd64" : kernel.label();
    }

    /** A power of two; larger when the command line or more than 16 other CPUs ask for it (6.1). */
    static long logBufBytes(String commandLine, int cpus) {
        long wanted = STATIC_LOG_BUF_BYTES;
        Matcher asked = LOG_BUF_LEN.matcher(commandLine);
        if (asked.find()) {
            String unit = asked.group(2).isEmpty() ? "" : asked.group(2) + "iB";
            wanted = Math.max(wanted, Quantity.parse(asked.group(1) + unit).orElse(0));
        } else if ((cpus - 1) * LOG_BYTES_PER_CPU > STATIC_LOG_BUF_BYTES / 2) {
            wanted += (cpus - 1) * LOG_BYTES_PER_CPU;
        }
        long power = Long.highestOneBit(Math.min(wanted, 1L << 31));
        return power >= wanted || power == 1L << 31 ? power : power << 1;
    }

    /** Off where less than 512 MiB are left once the kernel is loaded, else as the command line says, else on. */
    static TransparentHugepage transparentHugepage(String commandLine, long usableBytes, KernelImage image) {
        if (commandLine.contains("transparent_hugepage=never")
                || usableBytes - (image.end() - image.start()) < THP_LEAST_BYTES) {
            return TransparentHugepage.NEVER;
        }
        return commandLine.contains("transparent_hugepage=madvise")
                ? TransparentHugepage.MADVISE
                : TransparentHugepage.ALWAYS;
    }

    /** The first chunk that the embedding allocator of 6.1 would make for CPUs grouped by node. */
    static PerCpuArea perCpu(MemoryAndCpus memory) {
        Map<Integer, Integer> groups = new HashMap<>();
        memory.srat().stream()
                .flatMap(srat -> srat.initiators().stream())
                .filter(Srat.Initiator::isCpu)
                .forEach(cpu -> groups.merge(cpu.domain(), 1, Integer::sum));
        if (groups.isEmpty()) {
            groups.put(0, memory.apicIds().size());
        }
        return new PerCpuArea(UNIT_PAGES, 217088, 8192, 28672, CHUNK_BYTES / unitsPerChunk(groups.values()));
    }

    /** As many units to a 2 MiB chunk as fit, unless over a third of the CPUs' number of units would be empty. */
    private static long unitsPerChunk(Collection<Integer> groups) {
        int cpus = groups.stream().mapToInt(Integer::intValue).sum();
        long best = 1;
        long fewestChunks = Long.MAX_VALUE;
        for (long units = Long.highestOneBit(CHUNK_BYTES / (UNIT_PAGES << 12)); units >= 1; units >>= 1) {
            long perChunk = units;
            long chunks = groups.stream()
                    .mapToLong(count -> (count + perChunk - 1) / perChunk)
                    .sum();
            if (chunks * units - cpus > cpus / 3) {
                continue;
            }
            if (chunks > fewestChunks) {
                break;
            }
            fewestChunks = chunks;
            best = units;
        }
        return best;
    }
}
