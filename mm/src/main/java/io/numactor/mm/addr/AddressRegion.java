package io.numactor.mm.addr;

/**
 * Neighbouring virtual addresses of one use.
 *
 * @param name what they are for
 * @param start first address, unsigned
 * @param last last address, unsigned, inclusive: the end of the address space has no successor
 * @param kernel whether they belong to the kernel's part
 */
public record AddressRegion(String name, long start, long last, boolean kernel) {
    public AddressRegion {
        if (Long.compareUnsigned(last, start) < 0) {
            throw new IllegalArgumentException("%s: %x-%x is empty".formatted(name, start, last));
        }
    }

    /** Size in bytes; 2^64 - 1 at most. */
    public long bytes() {
        return last - start + 1;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, last) <= 0;
    }
}
