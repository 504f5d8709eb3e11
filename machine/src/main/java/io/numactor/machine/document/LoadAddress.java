package io.numactor.machine.document;

import io.numactor.machine.Limits;

/** Where a kernel image can be loaded (x86-64: CONFIG_PHYSICAL_ALIGN and CONFIG_PHYSICAL_START). */
public final class LoadAddress {
    /** Multiples of this. */
    public static final long ALIGN = 2L << 20;

    /** Not below. */
    public static final long LEAST = 16L << 20;

    private LoadAddress() {}

    public static boolean isPossible(long address) {
        return address >= LEAST && address < Limits.MAX_ADDRESS / 2 && address % ALIGN == 0;
    }
}
