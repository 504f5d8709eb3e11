package io.numactor.mm.zone;

/**
 * The zone's count of free pages that the watermarks are compared with ({@code NR_FREE_PAGES}, 6.1). It is exact; the
 * kernel's is behind by what each CPU has not folded in yet, which is why every change names its CPU.
 */
final class FreePages {
    private long pages;

    long value() {
        return pages;
    }

    /** Counts pages that {@code cpu} freed, or, when negative, took. */
    void add(@SuppressWarnings("unused") int cpu, long change) {
        pages += change;
    }
}
