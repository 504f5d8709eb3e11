package io.numactor.mm.boot.input;

import java.util.List;

/**
 * The System Resource Affinity Table (ACPI): which CPUs and which memory belong to which proximity domain. Enabled
 * entries only, in table order, because Linux numbers nodes in the order in which it meets their domains.
 *
 * @param initiators CPU and generic initiator entries in table order
 * @param memory memory entries in table order
 */
public record Srat(List<Initiator> initiators, List<Memory> memory) {
    public Srat {
        initiators = List.copyOf(initiators);
        memory = List.copyOf(memory);
    }

    /** A CPU ({@code apicId} is its APIC id) or a generic initiator ({@code apicId} is {@link #NOT_A_CPU}). */
    public record Initiator(int domain, int apicId) {
        public static final int NOT_A_CPU = -1;

        public boolean isCpu() {
            return apicId != NOT_A_CPU;
        }
    }

    /** A range of memory, [start, end) in bytes. */
    public record Memory(int domain, long start, long end, boolean hotPluggable, boolean nonVolatile) {}
}
