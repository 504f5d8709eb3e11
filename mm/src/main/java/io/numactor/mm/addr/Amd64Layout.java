package io.numactor.mm.addr;

import io.numactor.mm.kernel.KernelVersion;
import java.util.ArrayList;
import java.util.List;

/** The region tables of AMD64: 2.6.24, 4.4, and 5.15 to 6.1 with four and with five levels of page tables. */
public enum Amd64Layout {
    EARLY(48, 46, 0xffff810000000000L) {
        @Override
        void kernelHalf(Table table) {
            table.to("guard, hypervisor", 0xffff80ffffffffffL)
                    .to(DIRECT, 0xffffc0ffffffffffL)
                    .to(HOLE, 0xffffc1ffffffffffL)
                    .to("vmalloc, ioremap", 0xffffe1ffffffffffL)
                    .to(VMEMMAP, 0xffffe2ffffffffffL)
                    .to(HOLE, 0xffffffff7fffffffL)
                    .to(TEXT, 0xffffffff827fffffL)
                    .to(HOLE, 0xffffffff87ffffffL)
                    .to("modules", 0xffffffffffefffffL)
                    .to("fixmap, vsyscalls", -1L);
        }
    },
    BEFORE_ISOLATION(48, 46, 0xffff880000000000L) {
        @Override
        void kernelHalf(Table table) {
            table.to("guard, hypervisor", 0xffff87ffffffffffL)
                    .to(DIRECT, 0xffffc7ffffffffffL)
                    .to(HOLE, 0xffffc8ffffffffffL)
                    .to("vmalloc, ioremap", 0xffffe8ffffffffffL)
                    .to(HOLE, 0xffffe9ffffffffffL)
                    .to(VMEMMAP, 0xffffeaffffffffffL)
                    .to(HOLE, 0xffffebffffffffffL)
                    .to("KASAN shadow", 0xfffffbffffffffffL)
                    .to(HOLE, 0xfffffeffffffffffL)
                    .to("stack fix-up", 0xffffff7fffffffffL)
                    .to(HOLE, 0xffffffff7fffffffL)
                    .to(TEXT, 0xffffffff9fffffffL)
                    .to("modules", 0xffffffffff5fffffL)
                    .to("vsyscalls", 0xffffffffffdfffffL)
                    .to(HOLE, -1L);
        }
    },
    FOUR_LEVELS(48, 46, 0xffff888000000000L) {
        @Override
        void kernelHalf(Table table) {
            table.to("guard, hypervisor", 0xffff87ffffffffffL)
                    .to("local descriptor tables", 0xffff887fffffffffL)
                    .to(DIRECT, 0xffffc87fffffffffL)
                    .to(HOLE, 0xffffc8ffffffffffL)
                    .to("vmalloc, ioremap", 0xffffe8ffffffffffL)
                    .to(HOLE, 0xffffe9ffffffffffL)
                    .to(VMEMMAP, 0xffffeaffffffffffL)
                    .to(HOLE, 0xffffebffffffffffL)
                    .to("KASAN shadow", 0xfffffbffffffffffL);
            top(table);
        }
    },
    FIVE_LEVELS(57, 52, 0xff11000000000000L) {
        @Override
        void kernelHalf(Table table) {
            table.to("guard, hypervisor", 0xff0fffffffffffffL)
                    .to("local descriptor tables", 0xff10ffffffffffffL)
                    .to(DIRECT, 0xff90ffffffffffffL)
                    .to(HOLE, 0xff9fffffffffffffL)
                    .to("vmalloc, ioremap", 0xffd1ffffffffffffL)
                    .to(HOLE, 0xffd3ffffffffffffL)
                    .to(VMEMMAP, 0xffd5ffffffffffffL)
                    .to(HOLE, 0xffdeffffffffffffL)
                    .to("KASAN shadow", 0xfffffbffffffffffL);
            top(table);
        }
    };

    private static final String DIRECT = "direct mapping";
    private static final String HOLE = "hole";
    private static final String VMEMMAP = "page descriptors (vmemmap)";
    private static final String TEXT = "kernel text";

    private final int virtualBits;
    private final int physicalBits;
    private final long pageOffset;

    Amd64Layout(int virtualBits, int physicalBits, long pageOffset) {
        this.virtualBits = virtualBits;
        this.physicalBits = physicalBits;
        this.pageOffset = pageOffset;
    }

    abstract void kernelHalf(Table table);

    /** The layout of a version; five levels only where the kernel knows them. */
    public static Amd64Layout of(KernelVersion kernel, boolean fiveLevels) {
        return switch (kernel) {
            case V2_6_24 -> EARLY;
            case V4_4 -> BEFORE_ISOLATION;
            case V5_15, V5_17, V6_1 -> fiveLevels ? FIVE_LEVELS : FOUR_LEVELS;
        };
    }

    /** Bits of a virtual address that page tables translate. */
    public int virtualBits() {
        return virtualBits;
    }

    public int physicalBits() {
        return physicalBits;
    }

    /** Start of the direct mapping. */
    public long pageOffset() {
        return pageOffset;
    }

    /** All regions from 0 to 2^64 - 1. */
    public List<AddressRegion> regions() {
        Table table = new Table();
        long half = 1L << (virtualBits - 1);
        table.regions.add(new AddressRegion("user space", 0, half - 1, false));
        table.regions.add(new AddressRegion("not canonical", half, -half - 1, false));
        table.from = -half;
        kernelHalf(table);
        return table.regions;
    }

    AddressRegion region(String name) {
        return regions().stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** From the end of the KASAN shadow up both layouts of 6.1 are the same. */
    private static void top(Table table) {
        table.to(HOLE, 0xfffffdffffffffffL)
                .to("CPU entry area", 0xfffffe7fffffffffL)
                .to(HOLE, 0xfffffeffffffffffL)
                .to("stack fix-up", 0xffffff7fffffffffL)
                .to(HOLE, 0xffffffeeffffffffL)
                .to("EFI", 0xfffffffeffffffffL)
                .to(HOLE, 0xffffffff7fffffffL)
                .to(TEXT, 0xffffffff9fffffffL)
                .to("modules", 0xfffffffffeffffffL)
                .to("fixmap", 0xffffffffff5fffffL)
                .to("vsyscall", 0xffffffffff600fffL)
                .to(HOLE, -1L);
    }

    /** Regions of the kernel's half, each from where the last one ended. */
    private static final class Table {
        private final List<AddressRegion> regions = new ArrayList<>();
        private long from;

        Table to(String name, long last) {
            regions.add(new AddressRegion(name, from, last, true));
            from = last + 1;
            return this;
        }
    }
}
