package io.numactor.mm.boot.input;

import java.util.List;

/** The parts of the Heterogeneous Memory Attribute Table (ACPI) that say what an access costs, by proximity domain. */
public record Hmat(List<Access> accesses) {
    public Hmat {
        accesses = List.copyOf(accesses);
    }

    /** What a value of the table measures. */
    public enum Kind {
        ACCESS_LATENCY,
        READ_LATENCY,
        WRITE_LATENCY,
        ACCESS_BANDWIDTH,
        READ_BANDWIDTH,
        WRITE_BANDWIDTH
    }

    /** One value: nanoseconds for latencies, MB/s for bandwidths. */
    public record Access(Kind kind, int initiatorDomain, int targetDomain, long value) {}
}
