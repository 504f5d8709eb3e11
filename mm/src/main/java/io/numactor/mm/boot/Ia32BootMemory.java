package io.numactor.mm.boot;

import io.numactor.mm.addr.Ia32Kernel;
import io.numactor.mm.addr.LowMemory;
import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.zones.ManagedEstimate;
import io.numactor.mm.boot.zones.MovableZone;
import io.numactor.mm.boot.zones.NodeZones;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What x86-32 takes from memblock while it boots, in its order (distribution kernel, 6.1): all of it below the end of the
 * direct mapping. Sizes of the kernel's own types are constants of that build.
 */
final class Ia32BootMemory {
    private static final long PAGE = Memblock.PAGE_BYTES;
    private static final long FIRST_MIB = 1L << 20;

    /** Addresses for which the .brk area has page tables: KERNEL_IMAGE_SIZE. */
    private static final long IMAGE_BYTES = 512L << 20;

    /** Further pages set aside in .brk: a buffer for the first page tables, and the strings of DMI. */
    private static final long BRK_PAGES = 12 + 16;

    /** Pages of .brk in use beside page tables: page directories and strings of DMI. */
    private static final long OTHER_BRK_PAGES_PAE = 6;

    private static final long OTHER_BRK_PAGES = 4;

    /** Small allocations until the per-CPU areas: command line, resources, bookkeeping. */
    private static final long SMALL_PAGES = 4;

    private static final long STATIC_LOG_BYTES = 1L << 17;
    private static final long LOG_BYTES_PER_RECORD = 32;
    private static final long LOG_DESCRIPTOR_BYTES = 12;
    private static final long LOG_INFO_BYTES = 88;

    /** sizeof(struct page). */
    private static final long PAGE_STRUCT_BYTES = 40;

    private static final long HASH_BUCKET_BYTES = 4;
    private static final int DENTRY_SCALE = 13;
    private static final int INODE_SCALE = 14;

    private static final long SWIOTLB_BYTES = 64L << 20;
    private static final long SWIOTLB_SLOT_TABLE_BYTES = SWIOTLB_BYTES / 2048 * 16;

    private final BootInput input;
    private final CommandLine commandLine;
    private final Memblock memblock;
    private final BootLog log;
    private final LowMemory low;
    private final List<PfnRange> freedLater = new ArrayList<>();
    private OptionalLong swiotlb = OptionalLong.empty();

    Ia32BootMemory(BootInput input, CommandLine commandLine, Memblock memblock, BootLog log, LowMemory low) {
        this.input = input;
        this.commandLine = commandLine;
        this.memblock = memblock;
        this.log = log;
        this.low = low;
    }

    /** Page tables for so many bytes at the kernel's start, and with PAE the page directories above them. */
    private static long tablePages(long bytes, Ia32Kernel kernel) {
        return bytes / kernel.pmdBytes() + (kernel.pae() ? 4 : 0);
    }

    /** End of what head_32 maps: image, .brk, and room for the page tables of all that the kernel can map. */
    static long initialMapping(BootInput input, Ia32Kernel kernel) {
        long brk = tablePages(IMAGE_BYTES, kernel) + BRK_PAGES;
        long beyond = tablePages((1L << 32) - kernel.split().pageOffset(), kernel);
        long end = Memblock.roundUp(input.image().bss().end(), PAGE) + (brk + beyond) * PAGE;
        return Memblock.roundUp(end, kernel.pmdBytes());
    }

    /** Before anything is handed out: image, first MiB, initrd. */
    void reserveEarly() {
        Ia32Kernel kernel = Ia32Setup.kernel(input);
        KernelImage image = input.image();
        long brk = Memblock.roundUp(image.bss().end(), PAGE);
        long tables = initialMapping(input, kernel) / kernel.pmdBytes();
        long tail = low.lowBytes() % kernel.pmdBytes() == 0 ? 0 : 1;
        long other = kernel.pae() ? OTHER_BRK_PAGES_PAE : OTHER_BRK_PAGES;
        memblock.reserve("kernel image", image.start(), brk);
        memblock.reserve("first page tables", brk, brk + (tables + tail + other) * PAGE);
        memblock.reserve("first MiB", 0, FIRST_MIB);
        freedLater.add(PfnRange.inside(image.init().start(), image.init().end()));
        input.initrd()
                .ifPresent(initrd -> memblock.reserve("initrd", initrd.start(), Memblock.roundUp(initrd.end(), PAGE)));
    }

    void reserveLogAndInitrd() {
        if (commandLine.last("log_buf_len").isPresent()) {
            reserveLogBuffer();
        }
        input.initrd().ifPresent(this::placeInitrd);
    }

    private void reserveLogBuffer() {
        long bytes = input.logBufBytes();
        if (bytes > STATIC_LOG_BYTES) {
            memblock.label("log buffer");
            long records = bytes / LOG_BYTES_PER_RECORD;
            take(bytes, 4);
            take(records * LOG_DESCRIPTOR_BYTES, 4);
            take(records * LOG_INFO_BYTES, 4);
            log.line("printk: log_buf_len: %d bytes", bytes);
        }
    }

    /** The kernel reads the initrd through the direct mapping: one that lies higher is moved down. */
    private void placeInitrd(ByteRange initrd) {
        long end = Memblock.roundUp(initrd.end(), PAGE);
        log.line("RAMDISK: %s", BootLog.mem(initrd.start(), end));
        long start = initrd.start();
        if (end > low.lowBytes()) {
            memblock.label("initrd");
            start = take(Memblock.roundUp(initrd.bytes(), PAGE), PAGE);
            String to = BootLog.mem(start, start + initrd.bytes());
            log.line("Allocated new RAMDISK: %s", to);
            log.line("Move RAMDISK from %s to %s", BootLog.mem(initrd.start(), initrd.end()), to);
            memblock.free(initrd.start(), end);
        }
        freedLater.add(PfnRange.inside(start, start + Memblock.roundUp(initrd.bytes(), PAGE)));
    }

    /** The page descriptors, one array for all: free_area_init. */
    void reserveMemoryMap(NodeLayout node) {
        memblock.label("page descriptors");
        long lastPfn = node.zones().stream()
                .mapToLong(zone -> zone.startPfn() + zone.spanned())
                .max()
                .orElse(0);
        take(Memblock.roundUp(lastPfn, MovableZone.MAX_ORDER_NR_PAGES) * PAGE_STRUCT_BYTES, Memblock.CACHE_LINE_BYTES);
    }

    void reservePerCpuAreas(int cpus) {
        memblock.label("small allocations");
        take(SMALL_PAGES * PAGE, PAGE);
        memblock.label("per-CPU areas");
        take(cpus * Math.max(input.perCpu().unitBytes(), PAGE), PAGE);
    }

    /** From the per-CPU areas to mem_init: hash tables, bounce buffers. */
    void reserveLate(NodeLayout node, int cpus) {
        if (commandLine.last("log_buf_len").isEmpty()) {
            reserveLogBuffer();
        }
        memblock.label("hash tables");
        long kernelPages = ManagedEstimate.kernelPages32(List.of(node));
        reserveHash("Dentry cache", kernelPages, DENTRY_SCALE);
        reserveHash("Inode-cache", kernelPages, INODE_SCALE);
        if (low.maxPfn() > E820Table.MAX_DMA32_PFN
                && !commandLine.last("iommu").orElse("").startsWith("off")) {
            memblock.label("bounce buffers");
            log.line("software IO TLB: area num %d.", Long.highestOneBit(2L * cpus - 1));
            swiotlb = OptionalLong.of(take(SWIOTLB_BYTES, PAGE));
            take(SWIOTLB_SLOT_TABLE_BYTES, PAGE);
        }
        logMemory(node);
    }

    /** One bucket per 2^scale bytes of kernel memory, a power of two of them. */
    private void reserveHash(String what, long kernelPages, int scale) {
        long wanted = Math.max(1, Memblock.roundUp(kernelPages, 256) >> (scale - PfnRange.PAGE_SHIFT));
        long entries = Long.highestOneBit(wanted) == wanted ? wanted : Long.highestOneBit(wanted) << 1;
        long bytes = entries * HASH_BUCKET_BYTES;
        take(bytes, Memblock.CACHE_LINE_BYTES);
        int order = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros((bytes - 1) >> PfnRange.PAGE_SHIFT));
        log.line("%s hash table entries: %d (order: %d, %d bytes, linear)", what, entries, order, bytes);
    }

    /** Devices that reach 4 GiB only get their bounce buffers. */
    void printSwiotlb() {
        swiotlb.ifPresent(start -> {
            log.line("PCI-DMA: Using software bounce buffering for IO (SWIOTLB)");
            log.line(
                    "software IO TLB: mapped [mem 0x%016x-0x%016x] (%dMB)",
                    start, start + SWIOTLB_BYTES, SWIOTLB_BYTES >> 20);
        });
    }

    /** The lines of mem_init: HighMem is freed first, then all is counted. */
    private void logMemory(NodeLayout node) {
        for (ZoneLayout zone : node.zones()) {
            if (ManagedEstimate.isHigh(zone.type(), List.of(node))) {
                log.line(
                        "Initializing %s for node 0 (%08x:%08x)",
                        zone.type().label(), zone.startPfn(), zone.startPfn() + zone.spanned());
            }
        }
        long present = node.present();
        long reserved = present - pages(node, memblock.freeRanges());
        BootInput.ImageKiB image = input.imageKiB();
        log.line(
                "Memory: %dK/%dK available (%dK kernel code, %dK rwdata, %dK rodata, %dK init, %dK bss, "
                        + "%dK reserved, 0K cma-reserved, %dK highmem)",
                kib(present - reserved),
                kib(present),
                image.code(),
                image.rwdata(),
                image.rodata(),
                image.init(),
                image.bss(),
                kib(reserved),
                kib(highPages(node)));
    }

    private static long pages(NodeLayout node, List<PfnRange> ranges) {
        return node.zones().stream()
                .flatMap(zone -> NodeZones.pieces(ranges, zone.memory()).stream())
                .mapToLong(PfnRange::pages)
                .sum();
    }

    private static long highPages(NodeLayout node) {
        return node.zones().stream()
                .filter(zone -> ManagedEstimate.isHigh(zone.type(), List.of(node)))
                .mapToLong(ZoneLayout::present)
                .sum();
    }

    private static long kib(long pages) {
        return pages << 2;
    }

    /** What is given back once watermarks are set: init sections and initrd. */
    List<PfnRange> freedLater() {
        return freedLater.stream().sorted().toList();
    }

    private long take(long bytes, long align) {
        return memblock.alloc(bytes, align, 0, low.lowBytes(), Memblock.ANY_NODE)
                .orElseThrow(
                        () -> new BootRefused("memoryMap", "too little memory: no room for boot-time allocations"));
    }
}
