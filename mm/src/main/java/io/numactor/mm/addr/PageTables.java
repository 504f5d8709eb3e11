package io.numactor.mm.addr;

/**
 * The page tables that {@code pagetable_init} builds on IA-32 (2.6.24): for the direct mapping, for the fixmap area and
 * for persistent mappings. Each takes a page of early memory; the page directory itself is in the kernel image.
 *
 * @param largePages large pages of the direct mapping, 4 MiB or with PAE 2 MiB each
 * @param directTables page tables of the direct mapping: all of it without large pages, else what fills no large page
 * @param middleDirectories with PAE: page middle directories of the kernel's GiBs
 * @param fixmapTables page tables of the fixmap area, still empty
 * @param kmapTables page table of persistent mappings, still empty
 */
public record PageTables(
        long largePages, long directTables, long middleDirectories, long fixmapTables, long kmapTables) {
    private static final long GIB = 1L << 30;

    /**
     * What a machine needs.
     *
     * @param space its address space
     * @param largePages whether the CPU knows large pages (PSE)
     */
    public static PageTables of(Ia32AddressSpace space, boolean largePages) {
        Ia32Kernel kernel = space.kernel();
        long pmd = kernel.pmdBytes();
        long covered = (space.lowBytes() + pmd - 1) / pmd;
        long large = largePages ? covered : 0;
        long kernelGibs = (Ia32Kernel.FOUR_GIB - space.pageOffset() + GIB - 1) / GIB;
        long fixmapStart = kernel.fixmap().bootStart() & -pmd;
        return new PageTables(
                large,
                covered - large,
                kernel.pae() ? kernelGibs : 0,
                (Ia32Kernel.FOUR_GIB - fixmapStart) / pmd,
                kernel.highMem() ? 1 : 0);
    }

    /** Pages of early memory that all of them take. */
    public long pages() {
        return directTables + middleDirectories + fixmapTables + kmapTables;
    }
}
