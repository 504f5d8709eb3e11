package io.numactor.mm.kernel;

/** How far apart the marks of a zone are ({@code __setup_per_zone_wmarks}). Pages. */
public enum WatermarkSteps {
    /** A quarter and a half of the zone's share of min_free_kbytes: up to 4.5. */
    QUARTERS {
        @Override
        public long toLow(long share, long managed, int scaleFactor) {
            return share / 4;
        }

        @Override
        public long toHigh(long share, long managed, int scaleFactor) {
            return share / 2;
        }

        @Override
        public long toPromo(long share, long managed, int scaleFactor) {
            return toHigh(share, managed, scaleFactor);
        }
    },
    /** A quarter of the share, or a part of the zone where that is more: since 4.6. */
    SCALED {
        @Override
        public long toLow(long share, long managed, int scaleFactor) {
            return Math.max(share / 4, managed * scaleFactor / SCALE);
        }

        @Override
        public long toHigh(long share, long managed, int scaleFactor) {
            return 2 * toLow(share, managed, scaleFactor);
        }

        @Override
        public long toPromo(long share, long managed, int scaleFactor) {
            return 3 * toLow(share, managed, scaleFactor);
        }
    };

    /** Of {@code vm.watermark_scale_factor}. */
    private static final long SCALE = 10_000;

    /** From the min mark to the low mark. */
    public abstract long toLow(long share, long managed, int scaleFactor);

    /** From the min mark to the high mark. */
    public abstract long toHigh(long share, long managed, int scaleFactor);

    /** From the min mark to the promo mark of kernels that have one (since 5.18); else to the high mark. */
    public abstract long toPromo(long share, long managed, int scaleFactor);
}
