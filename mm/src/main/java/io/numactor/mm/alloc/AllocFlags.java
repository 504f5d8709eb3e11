package io.numactor.mm.alloc;

/** Internal allocation flags (6.1.y {@code ALLOC_*}): which mark, which rights. Bits of an int. */
public final class AllocFlags {
    public static final int WMARK_MIN = 0;
    public static final int WMARK_LOW = 1;
    public static final int WMARK_HIGH = 2;
    public static final int WMARK_MASK = 3;
    public static final int NO_WATERMARKS = 4;
    public static final int OOM = 8;
    public static final int NON_BLOCK = 0x10;
    public static final int MIN_RESERVE = 0x20;
    public static final int CPUSET = 0x40;
    public static final int CMA = 0x80;
    public static final int NOFRAGMENT = 0x100;
    public static final int HIGHATOMIC = 0x200;
    public static final int KSWAPD = 0x800;
    public static final int RESERVES = NON_BLOCK | MIN_RESERVE | HIGHATOMIC | OOM;

    private AllocFlags() {}
}
