package io.numactor.mm.addr;

import java.util.ArrayList;
import java.util.List;

/**
 * The 4 GiB of IA-32: user space, direct mapping, gap, vmalloc, permanent kernel mappings, fixmap (2.6.24; 6.1 adds the
 * area for local descriptor tables and the CPU entry area).
 *
 * @param kernel build and command line
 * @param lowBytes physical bytes that the direct mapping has: max_low_pfn pages
 */
public record Ia32AddressSpace(Ia32Kernel kernel, long lowBytes) implements AddressSpace {
    public Ia32AddressSpace {
        if (lowBytes <= 0 || lowBytes > kernel.maxMem()) {
            throw new IllegalArgumentException(
                    "0x%x bytes are not in the direct mapping's 1..0x%x".formatted(lowBytes, kernel.maxMem()));
        }
    }

    public long pageOffset() {
        return kernel.split().pageOffset();
    }

    @Override
    public long highMemory() {
        return pageOffset() + lowBytes;
    }

    public long vmallocStart() {
        return kernel.vmallocStart(highMemory());
    }

    /** VmallocTotal in /proc/meminfo, bytes. */
    public long vmallocBytes() {
        return kernel.vmallocEnd() - vmallocStart();
    }

    /** Bytes between direct mapping and vmalloc (the book's table 3-5). */
    public long gapBytes() {
        return vmallocStart() - highMemory();
    }

    @Override
    public long va(long physical) {
        if (physical < 0 || physical >= lowBytes) {
            throw new IllegalArgumentException(
                    "physical 0x%x is not in the direct mapping, which ends at 0x%x".formatted(physical, lowBytes));
        }
        return physical + pageOffset();
    }

    @Override
    public long pa(long virtual) {
        if (virtual < pageOffset() || virtual >= highMemory()) {
            throw new IllegalArgumentException("virtual 0x%x is not in the direct mapping 0x%x-0x%x"
                    .formatted(virtual, pageOffset(), highMemory() - 1));
        }
        return virtual - pageOffset();
    }

    @Override
    public int digits() {
        return 8;
    }

    @Override
    public List<AddressRegion> regions() {
        Regions regions = new Regions();
        regions.upTo("user space", pageOffset(), false);
        regions.upTo("direct mapping", highMemory(), true);
        regions.upTo("gap (VMALLOC_OFFSET)", vmallocStart(), true);
        regions.upTo("vmalloc", kernel.vmallocEnd(), true);
        if (kernel.highMem()) {
            regions.upTo("gap", kernel.pkmapBase(), true);
            regions.upTo("persistent mappings (kmap)", kernel.pkmapBase() + kernel.lastPkmap() * Ia32Kernel.PAGE, true);
        }
        if (kernel.version().hasCpuEntryArea()) {
            regions.upTo("gap", kernel.ldtBase(), true);
            regions.upTo("local descriptor tables", kernel.ldtBase() + kernel.pmdBytes(), true);
            regions.upTo("gap", kernel.cpuEntryAreaBase(), true);
            regions.upTo("CPU entry area", kernel.fixmap().bootStart(), true);
        } else {
            regions.upTo("gap", kernel.fixmap().bootStart(), true);
        }
        regions.upTo("fixmap of early boot", kernel.fixmap().start(), true);
        regions.upTo("fixmap", Fixmap.TOP, true);
        regions.upTo("hole", Ia32Kernel.FOUR_GIB, true);
        return regions.list;
    }

    @Override
    public List<AddressSymbol> symbols() {
        List<AddressSymbol> symbols = new ArrayList<>();
        symbols.add(new AddressSymbol("PAGE_OFFSET", pageOffset()));
        symbols.add(new AddressSymbol("high_memory", highMemory()));
        symbols.add(new AddressSymbol("VMALLOC_START", vmallocStart()));
        symbols.add(new AddressSymbol("VMALLOC_END", kernel.vmallocEnd()));
        if (kernel.highMem()) {
            symbols.add(new AddressSymbol("PKMAP_BASE", kernel.pkmapBase()));
        }
        if (kernel.version().hasCpuEntryArea()) {
            symbols.add(new AddressSymbol("LDT_BASE_ADDR", kernel.ldtBase()));
            symbols.add(new AddressSymbol("CPU_ENTRY_AREA_BASE", kernel.cpuEntryAreaBase()));
        }
        symbols.add(new AddressSymbol("FIXADDR_BOOT_START", kernel.fixmap().bootStart()));
        symbols.add(new AddressSymbol("FIXADDR_START", kernel.fixmap().start()));
        symbols.add(new AddressSymbol("FIXADDR_TOP", Fixmap.TOP));
        return symbols;
    }

    /** Regions one after the other; empty ones are left out. */
    private static final class Regions {
        private final List<AddressRegion> list = new ArrayList<>();
        private long from;

        void upTo(String name, long end, boolean kernel) {
            if (end > from) {
                list.add(new AddressRegion(name, from, end - 1, kernel));
                from = end;
            }
        }
    }
}
