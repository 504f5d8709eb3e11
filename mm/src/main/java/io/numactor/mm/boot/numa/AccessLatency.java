package io.numactor.mm.boot.numa;

import java.util.Map;

/**
 * What an access from one node to another's memory costs, in emulated nanoseconds: HMAT's latency where it is known,
 * else {@link #BASE_LATENCY_NANOS} x distance / 10.
 *
 * @param nanos known latencies: initiator node -> memory node -> nanoseconds
 */
public record AccessLatency(Map<Integer, Map<Integer, Long>> nanos) {
    /** Local DRAM of a current server; every other cost is scaled from it by distance. */
    public static final long BASE_LATENCY_NANOS = 80;

    public AccessLatency {
        nanos = Map.copyOf(nanos);
    }

    /** Nanoseconds of one access by a CPU of {@code from} to memory of {@code to} at {@code distance}. */
    public long between(int from, int to, int distance) {
        Long known = nanos.getOrDefault(from, Map.of()).get(to);
        return known != null ? known : BASE_LATENCY_NANOS * distance / 10;
    }
}
