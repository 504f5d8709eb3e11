package io.numactor.machine;

/** How large a description may be. Everything beyond is refused before it costs memory. */
public final class Limits {
    /** A captured kernel log is some 60 KiB, a zoneinfo of 64 nodes and 256 CPUs some 4 MiB. */
    public static final int MAX_FILE_BYTES = 16 << 20;

    /** MAX_NUMNODES of x86-64 distribution kernels; proximity domains are below it, too. */
    public static final int MAX_NODES = 1024;

    /** NR_CPUS of x86-64 distribution kernels. */
    public static final int MAX_CPUS = 8192;

    /** Entries of a memory map, of SRAT's memory, of lists in general. */
    public static final int MAX_RANGES = 10_000;

    /** Values of an HMAT: all pairs of {@link #MAX_NODES} would be millions, no firmware has more than these. */
    public static final int MAX_HMAT_VALUES = 100_000;

    /** Physical addresses have 52 bits on x86-64. */
    public static final long MAX_ADDRESS = 1L << 52;

    /** COMMAND_LINE_SIZE of x86. */
    public static final int MAX_COMMAND_LINE = 2048;

    private Limits() {}
}
