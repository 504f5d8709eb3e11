package io.numactor.mm.addr;

import java.util.List;

/**
 * The virtual addresses of AMD64: two canonical halves with a hole between them. Bases are those of a kernel without
 * randomised memory.
 *
 * @param layout of the kernel's version and number of page table levels
 * @param maxPfn first pfn behind RAM
 * @param textPhysical where the image was loaded beyond the address it was linked for ({@code phys_base})
 */
public record Amd64AddressSpace(Amd64Layout layout, long maxPfn, long textPhysical) implements AddressSpace {
    /** START_KERNEL_map: the kernel image is mapped here as well. */
    public static final long TEXT = 0xffffffff80000000L;

    /** sizeof(struct page). */
    private static final long DESCRIPTOR_BYTES = 64;

    @Override
    public List<AddressRegion> regions() {
        return layout.regions();
    }

    @Override
    public long va(long physical) {
        if (physical < 0 || physical >= 1L << layout.physicalBits()) {
            throw new IllegalArgumentException(
                    "physical 0x%x has more than %d bits".formatted(physical, layout.physicalBits()));
        }
        return layout.pageOffset() + physical;
    }

    @Override
    public long pa(long virtual) {
        if (Long.compareUnsigned(virtual, TEXT) >= 0) {
            return virtual - TEXT + textPhysical;
        }
        if (!layout.region("direct mapping").contains(virtual)) {
            throw new IllegalArgumentException(
                    "virtual 0x%x is in neither the direct mapping nor the kernel image".formatted(virtual));
        }
        return virtual - layout.pageOffset();
    }

    @Override
    public long highMemory() {
        return layout.pageOffset() + (maxPfn << 12);
    }

    /** Where the page descriptor of a pfn lies. */
    public long descriptor(long pfn) {
        return layout.region("page descriptors (vmemmap)").start() + pfn * DESCRIPTOR_BYTES;
    }

    /** Whether all bits above the highest one that is translated equal that one. */
    public boolean isCanonical(long virtual) {
        int unused = Long.SIZE - layout.virtualBits();
        return virtual << unused >> unused == virtual;
    }

    @Override
    public List<AddressSymbol> symbols() {
        return List.of(
                new AddressSymbol("PAGE_OFFSET", layout.pageOffset()),
                new AddressSymbol("high_memory", highMemory()),
                new AddressSymbol(
                        "VMALLOC_START", layout.region("vmalloc, ioremap").start()),
                new AddressSymbol(
                        "VMALLOC_END", layout.region("vmalloc, ioremap").last()),
                new AddressSymbol("VMEMMAP_START", descriptor(0)),
                new AddressSymbol("__START_KERNEL_map", TEXT),
                new AddressSymbol("MODULES_VADDR", layout.region("modules").start()));
    }

    @Override
    public int digits() {
        return 16;
    }
}
