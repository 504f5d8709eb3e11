package io.numactor.mm.kernel;

/** How large the per-CPU pagesets of a zone are ({@code zone_batchsize} and what becomes of it). Pages. */
public enum PagesetRule {
    /** A list of hot and one of cold pages, of fixed sizes: 2.6.24. The sizes are those of the hot list. */
    HOT_AND_COLD {
        @Override
        public Size size(long pages, long low, int fraction, int cpus) {
            return BATCHES.size(pages, low, fraction, cpus);
        }

        @Override
        public Size coldSize(long pages) {
            int batch = batch(pages);
            return new Size(COLD_BATCHES * batch, Math.max(1, batch / 2));
        }
    },
    /** Six batches, whatever the marks: 2.6.25 to 5.12. */
    BATCHES {
        @Override
        public Size size(long pages, long low, int fraction, int cpus) {
            int batch = batch(pages);
            return fraction == 0 ? new Size(HOT_BATCHES * batch, Math.max(1, batch)) : share(pages / fraction);
        }

        private Size share(long high) {
            return new Size((int) high, (int) Math.min(Math.max(1, high / 4), MOST_SHARED_BATCH));
        }
    },
    /** All pagesets of a zone together hold its low mark: since 5.14. */
    LOW_MARK {
        @Override
        public Size size(long pages, long low, int fraction, int cpus) {
            int batch = Math.max(1, batch(pages));
            long total = fraction == 0 ? low : pages / fraction;
            return new Size((int) Math.max(total / Math.max(1, cpus), (long) LEAST_BATCHES * batch), batch);
        }

        @Override
        long batchCap() {
            return BATCH_CAP;
        }
    };

    private static final int HOT_BATCHES = 6;
    private static final int COLD_BATCHES = 2;
    private static final int LEAST_BATCHES = 4;

    /** A refill moves no more than a quarter of 512 KiB; since 4.20 of 1 MiB. */
    private static final long OLD_BATCH_CAP = 128;

    private static final long BATCH_CAP = 256;

    /** PAGE_SHIFT * 8: the most that a refill moves where the administrator set the size. */
    private static final long MOST_SHARED_BATCH = 96;

    /**
     * What one CPU's pageset holds at most, and what it takes or gives at a time.
     *
     * @param high pages at which it drains
     * @param batch pages per refill, at least 1
     */
    public record Size(int high, int batch) {}

    /**
     * The size of a pageset.
     *
     * @param pages of the zone, as its kernel counts them
     * @param low its low mark
     * @param fraction {@code vm.percpu_pagelist_fraction}, since 5.14 {@code percpu_pagelist_high_fraction}; 0: not set
     * @param cpus that the low mark is split over
     */
    public abstract Size size(long pages, long low, int fraction, int cpus);

    /** The size of the list of cold pages; without one, nothing. */
    public Size coldSize(long pages) {
        return new Size(0, 1);
    }

    /**
     * Pages per refill, one less than a power of two so that refills do not walk the caches in step: the number of the
     * {@code LIFO batch} line. 0 for a small zone.
     */
    public int batch(long pages) {
        long share = Math.max(1, Math.min(pages >> 10, batchCap()) / 4);
        return (int) (Long.highestOneBit(share + share / 2) - 1);
    }

    long batchCap() {
        return OLD_BATCH_CAP;
    }
}
