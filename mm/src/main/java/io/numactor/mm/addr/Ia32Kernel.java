package io.numactor.mm.addr;

import io.numactor.mm.kernel.KernelVersion;

/**
 * What an IA-32 kernel's build and command line say about its address space.
 *
 * @param version the kernel's version
 * @param split user space to kernel
 * @param pae whether physical addresses have 36 bits, and page tables three levels
 * @param highMem whether memory beyond the direct mapping can be used at all (CONFIG_HIGHMEM)
 * @param nrCpus NR_CPUS: per-CPU slots and areas are laid out for all of them
 * @param vmallocParameter {@code vmalloc=} in bytes; 0 where it is not given
 */
public record Ia32Kernel(
        KernelVersion version, VmSplit split, boolean pae, boolean highMem, int nrCpus, long vmallocParameter) {
    /** Gap between the direct mapping and vmalloc: accesses beyond the end of a mapping must fault. */
    public static final long VMALLOC_OFFSET = 8L << 20;

    static final long FOUR_GIB = 1L << 32;
    static final long PAGE = 4096;

    private static final long DEFAULT_RESERVE = 128L << 20;

    /** Pages of one CPU's entry area: descriptor table, stacks, task state, debug store. */
    private static final int ENTRY_AREA_PAGES = 39;

    /** A distribution kernel of that version. */
    public static Ia32Kernel of(KernelVersion version, VmSplit split, boolean pae, long vmallocParameter) {
        return new Ia32Kernel(version, split, pae, true, version.hasCpuEntryArea() ? 32 : 8, vmallocParameter);
    }

    /** VMALLOC_RESERVE: addresses kept for vmalloc, at least. */
    public long vmallocReserve() {
        if (vmallocParameter == 0) {
            return DEFAULT_RESERVE;
        }
        return vmallocParameter + (version.vmallocParameterAddsOffset() ? VMALLOC_OFFSET : 0);
    }

    /** Bytes that one entry of the lowest page directory maps: 4 MiB, with PAE 2 MiB. */
    public long pmdBytes() {
        return pae ? 2L << 20 : 4L << 20;
    }

    /** LAST_PKMAP: entries of the page table of permanent kernel mappings. */
    public int lastPkmap() {
        return pae ? 512 : 1024;
    }

    public Fixmap fixmap() {
        return Fixmap.of(version, nrCpus);
    }

    long cpuEntryAreaBase() {
        long pages = (long) nrCpus * ENTRY_AREA_PAGES + 1;
        return (fixmap().bootStart() - PAGE * (pages + 1)) & -pmdBytes();
    }

    long ldtBase() {
        return (cpuEntryAreaBase() - PAGE) & -pmdBytes();
    }

    /** PKMAP_BASE: the permanent kernel mappings. */
    public long pkmapBase() {
        long below = version.hasCpuEntryArea() ? ldtBase() - PAGE : fixmap().bootStart() - PAGE * (lastPkmap() + 1);
        return below & -pmdBytes();
    }

    /** VMALLOC_END. */
    public long vmallocEnd() {
        long above = highMem ? pkmapBase() : version.hasCpuEntryArea() ? ldtBase() : fixmap().start();
        return above - 2 * PAGE;
    }

    /** MAXMEM: bytes that the direct mapping can have; not positive when {@code vmalloc=} leaves nothing. */
    public long maxMem() {
        long end = version.lowMemoryEndsBelowVmalloc() ? vmallocEnd() : FOUR_GIB;
        return end - split.pageOffset() - vmallocReserve();
    }

    /** VMALLOC_START above a direct mapping that ends at {@code highMemory}. */
    public long vmallocStart(long highMemory) {
        return version.roundsVmallocStart()
                ? (highMemory + 2 * VMALLOC_OFFSET - 1) & -VMALLOC_OFFSET
                : highMemory + VMALLOC_OFFSET;
    }
}
