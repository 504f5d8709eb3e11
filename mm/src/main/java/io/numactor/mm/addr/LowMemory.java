package io.numactor.mm.addr;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How IA-32 divides RAM into memory that the kernel maps and HighMem ({@code find_low_pfn_range}; the same in 2.6.24 and
 * 6.1).
 *
 * @param maxLowPfn first pfn behind the direct mapping
 * @param maxPfn first pfn behind the RAM that is used
 * @param messages what the kernel says about a {@code highmem=} that it cannot follow
 */
public record LowMemory(long maxLowPfn, long maxPfn, List<String> messages) {
    private static final int MIB_SHIFT = 8;
    private static final long LEAST_LOW_PAGES = 64 << MIB_SHIFT;

    public LowMemory {
        messages = List.copyOf(messages);
    }

    /**
     * Divides RAM.
     *
     * @param maxMem bytes that the direct mapping can have
     * @param maxPfn first pfn behind RAM
     * @param highMemBytes {@code highmem=}, unsigned; empty where it is not given
     */
    public static LowMemory of(long maxMem, long maxPfn, OptionalLong highMemBytes) {
        long maxMemPfn = maxMem >> 12;
        return maxPfn <= maxMemPfn ? allLow(maxPfn, highMemBytes) : divided(maxMemPfn, maxPfn, highMemBytes);
    }

    private static LowMemory allLow(long maxPfn, OptionalLong highMemBytes) {
        long wanted = pages(highMemBytes.orElse(0));
        List<String> messages = new ArrayList<>();
        if (wanted >= maxPfn) {
            messages.add(text(
                    "highmem size specified (%dMB) is bigger than pages available (%dMB)!.", mib(wanted), mib(maxPfn)));
            wanted = 0;
        }
        if (wanted != 0 && maxPfn - wanted < LEAST_LOW_PAGES) {
            messages.add(text("highmem size %dMB results in <64MB lowmem, ignoring it!", mib(wanted)));
            wanted = 0;
        }
        return new LowMemory(maxPfn - wanted, maxPfn, messages);
    }

    /** More RAM than the kernel can map: {@code highmem=} may only give some of it up. */
    private static LowMemory divided(long maxMemPfn, long maxPfn, OptionalLong highMemBytes) {
        long wanted = highMemBytes.isPresent() ? pages(highMemBytes.getAsLong()) : maxPfn - maxMemPfn;
        List<String> messages = new ArrayList<>();
        if (maxMemPfn + wanted > maxPfn) {
            messages.add(text(
                    "only %dMB highmem pages available, ignoring highmem size of %dMB!",
                    mib(maxPfn - maxMemPfn), mib(wanted)));
        }
        return new LowMemory(maxMemPfn, Math.min(maxPfn, maxMemPfn + wanted), messages);
    }

    /** The kernel counts them in 32 bits; the bytes are an unsigned number of 64. */
    private static long pages(long bytes) {
        return bytes >>> 12 & 0xffffffffL;
    }

    private static long mib(long pages) {
        return pages >> MIB_SHIFT;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Bytes of the direct mapping. */
    public long lowBytes() {
        return maxLowPfn << 12;
    }

    /** {@code 896MB LOWMEM available.}: whole MiB. */
    public String lowLine() {
        return text("%dMB LOWMEM available.", mib(maxLowPfn));
    }

    /** {@code 128MB HIGHMEM available.}: whole MiB. */
    public String highLine() {
        return text("%dMB HIGHMEM available.", mib(maxPfn - maxLowPfn));
    }
}
