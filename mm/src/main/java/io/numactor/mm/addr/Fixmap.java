package io.numactor.mm.addr;

import io.numactor.mm.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * The fixmap slots of IA-32: virtual pages whose addresses are known when the kernel is compiled, counted downwards
 * from {@link #TOP}. Which there are depends on the kernel's configuration: here those of an SMP kernel with APICs, ACPI
 * and HighMem.
 *
 * @param slots groups of slots by index, permanent ones first, then those that only booting uses
 */
public record Fixmap(List<Slots> slots) {
    /** FIXADDR_TOP: the page above is a hole. */
    public static final long TOP = 0xFFFFF000L;

    private static final long PAGE = 4096;

    public Fixmap {
        slots = List.copyOf(slots);
    }

    /**
     * Slots of one purpose.
     *
     * @param name the enumerator of the first
     * @param first index of the first: slot i lies at {@code TOP - i * 4096}
     * @param count how many
     * @param permanent whether they stay once the kernel runs
     */
    public record Slots(String name, int first, int count, boolean permanent) {
        /** Virtual address of the first slot, which is the highest. */
        public long address() {
            return TOP - first * PAGE;
        }
    }

    /**
     * The slots of a kernel built for so many CPUs.
     *
     * @param nrCpus NR_CPUS
     */
    public static Fixmap of(KernelVersion kernel, int nrCpus) {
        return kernel.hasCpuEntryArea() ? modern(nrCpus) : early(nrCpus);
    }

    private static Fixmap early(int nrCpus) {
        Builder slots = new Builder();
        slots.add("FIX_HOLE", 1).add("FIX_VDSO", 1).add("FIX_DBGP_BASE", 1).add("FIX_EARLYCON_MEM_BASE", 1);
        slots.add("FIX_APIC_BASE", 1).add("FIX_IO_APIC_BASE_0", 64).add("FIX_F00F_IDT", 1);
        slots.add("FIX_KMAP_BEGIN", 13 * nrCpus).add("FIX_ACPI_BEGIN", 4).add("FIX_PCIE_MCFG", 1);
        return slots.boot().add("FIX_BTMAP_END", 16).add("FIX_WP_TEST", 1).build();
    }

    private static Fixmap modern(int nrCpus) {
        Builder slots = new Builder();
        slots.add("FIX_HOLE", 1).add("FIX_DBGP_BASE", 1).add("FIX_EARLYCON_MEM_BASE", 1);
        slots.add("FIX_APIC_BASE", 1).add("FIX_IO_APIC_BASE_0", 64);
        slots.add("FIX_KMAP_BEGIN", 16 * nrCpus).add("FIX_PCIE_MCFG", 1).boot();
        // Early ioremaps must share one page table: they start at a multiple of their own number.
        return slots.alignTo(512)
                .add("FIX_BTMAP_END", 512)
                .add("FIX_WP_TEST", 1)
                .build();
    }

    /** {@code __end_of_permanent_fixed_addresses}. */
    public int permanentSlots() {
        return slots.stream().filter(Slots::permanent).mapToInt(Slots::count).sum();
    }

    /** {@code __end_of_fixed_addresses}, alignment included. */
    public int allSlots() {
        Slots last = slots.get(slots.size() - 1);
        return last.first() + last.count();
    }

    /** FIXADDR_START: the lowest permanent slot. */
    public long start() {
        return TOP - permanentSlots() * PAGE;
    }

    /** FIXADDR_BOOT_START, FIXADDR_TOT_START: the lowest slot of all. */
    public long bootStart() {
        return TOP - allSlots() * PAGE;
    }

    /** {@code fix_to_virt}. */
    public long address(int slot) {
        if (slot < 0 || slot >= allSlots()) {
            throw new IllegalArgumentException("fixmap slot " + slot + " is not in 0.." + (allSlots() - 1));
        }
        return TOP - slot * PAGE;
    }

    private static final class Builder {
        private final List<Slots> slots = new ArrayList<>();
        private boolean permanent = true;
        private int next;

        Builder add(String name, int count) {
            slots.add(new Slots(name, next, count, permanent));
            next += count;
            return this;
        }

        Builder boot() {
            permanent = false;
            return this;
        }

        Builder alignTo(int slotCount) {
            next = (next + slotCount - 1) / slotCount * slotCount;
            return this;
        }

        Fixmap build() {
            return new Fixmap(slots);
        }
    }
}
