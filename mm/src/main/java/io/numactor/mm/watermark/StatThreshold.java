package io.numactor.mm.watermark;

/**
 * By how many pages a CPU's view of a zone's free counter may drift before it is folded (Linux 6.1,
 * {@code calculate_normal_threshold} and {@code calculate_pressure_threshold}). Pages.
 */
public final class StatThreshold {
    private static final long MOST = 125;

    /** Zones count in units of 128 MiB. */
    private static final int ZONE_UNIT_SHIFT = 15;

    private StatThreshold() {}

    /** While the zone's node has memory enough: {@code vm stats threshold} in /proc/zoneinfo. */
    public static int normal(int onlineCpus, long managed) {
        return (int) Math.min(MOST, 2L * fls(onlineCpus) * (1 + fls(managed >> ZONE_UNIT_SHIFT)));
    }

    /** While kswapd of the zone's node is awake: small enough that all CPUs together cannot hide low from min. */
    public static int underPressure(int onlineCpus, Watermarks marks) {
        return (int) Math.max(1, Math.min(MOST, (marks.low() - marks.min()) / onlineCpus));
    }

    private static int fls(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }
}
