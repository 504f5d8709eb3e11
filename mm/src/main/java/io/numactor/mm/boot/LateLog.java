package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.memblock.FreedLater;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.zones.NodeZones;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines about memory from mem_init until user space runs (x86-64 distribution kernel, 6.1). */
final class LateLog {
    private static final int PAGE_KIB = 4;
    private static final long HUGE = 2L << 20;
    private static final int PAGE_SHIFT = PfnRange.PAGE_SHIFT;

    /** Page tables of the vmalloc area, allocated right after memory was handed over. */
    private static final long VMALLOC_TABLES = 64;

    private static final long LARGE_MACHINE = 64L << 30;
    private static final long LARGEST_BLOCK = 2L << 30;
    private static final long SMALLEST_BLOCK = 128L << 20;

    private final BootInput input;
    private final BootLog log;

    LateLog(BootInput input, BootLog log) {
        this.input = input;
        this.log = log;
    }

    /** {@code Memory: 338620K/2096632K available (...)}: of deferred memory nothing is available yet. */
    void memory(List<NodeLayout> nodes, Map<Integer, Long> firstDeferred, List<PfnRange> free) {
        long present = nodes.stream().mapToLong(NodeLayout::present).sum();
        long all = free.stream().mapToLong(PfnRange::pages).sum();
        long early = nodes.stream()
                .mapToLong(node -> early(node, firstDeferred, free))
                .sum();
        BootInput.ImageKiB image = input.imageKiB();
        log.line(
                "Memory: %dK/%dK available (%dK kernel code, %dK rwdata, %dK rodata, %dK init, %dK bss, %dK reserved, "
                        + "0K cma-reserved)",
                (early - VMALLOC_TABLES) * PAGE_KIB,
                present * PAGE_KIB,
                image.code(),
                image.rwdata(),
                image.rodata(),
                image.init(),
                image.bss(),
                (present - all) * PAGE_KIB);
    }

    private static long early(NodeLayout node, Map<Integer, Long> firstDeferred, List<PfnRange> free) {
        PfnRange before = new PfnRange(0, firstDeferred.getOrDefault(node.nid(), Long.MAX_VALUE >> PAGE_SHIFT));
        List<PfnRange> memory = node.zones().stream()
                .map(ZoneLayout::memory)
                .flatMap(List::stream)
                .map(before::intersection)
                .toList();
        return NodeZones.pieces(free, memory).stream()
                .mapToLong(PfnRange::pages)
                .sum();
    }

    /** Dentry and inode hash tables: in memblock where only one node has memory, else from vmalloc. */
    void hashTables(long kernelPages, boolean early, int onlineNodes) {
        hashTable("Dentry cache", BootMemory.hashBytes(kernelPages, 13), early, onlineNodes);
        hashTable("Inode-cache", BootMemory.hashBytes(kernelPages, 14), early, onlineNodes);
    }

    private void hashTable(String name, long bytes, boolean early, int onlineNodes) {
        String from = early ? "linear" : bytes / onlineNodes >= HUGE ? "vmalloc hugepage" : "vmalloc";
        log.line(
                "%s hash table entries: %d (order: %d, %d bytes, %s)",
                name, bytes / Long.BYTES, Long.numberOfTrailingZeros(bytes) - PAGE_SHIFT, bytes, from);
    }

    void smpAlternatives() {
        freeing("SMP alternatives", input.smpAlternativesKiB());
    }

    void deferred(Map<Integer, Long> firstDeferred, long maxPfn) {
        firstDeferred.keySet().forEach(nid -> log.line("node %d deferred pages initialised in 0ms", nid));
        log.line("x86/mm: Memory block size: %dMB", blockBytes(maxPfn) >> 20);
    }

    /** The unit in which memory can be plugged: on large machines the largest that fits the end of memory. */
    private static long blockBytes(long maxPfn) {
        long end = maxPfn << PAGE_SHIFT;
        long bytes = end < LARGE_MACHINE ? SMALLEST_BLOCK : LARGEST_BLOCK;
        while (bytes > SMALLEST_BLOCK && end % bytes != 0) {
            bytes >>= 1;
        }
        return bytes;
    }

    void initrd(Optional<ByteRange> initrd) {
        initrd.ifPresent(at -> freeing("initrd", (Memblock.roundUp(at.end(), Memblock.PAGE_BYTES) - at.start()) >> 10));
    }

    void initSections() {
        KernelImage image = input.image();
        FreedLater.decrypted(image).ifPresent(range -> freeing("unused decrypted", range.bytes() >> 10));
        gap("initmem", image.init().start(), image.init().end());
        long readOnly = Memblock.roundUp(image.rodata().end(), HUGE) - image.start();
        log.line("Write protecting the kernel read-only data: %dk", readOnly >> 10);
        gap("text/rodata gap", image.text().end(), image.rodata().start());
        gap("rodata/data gap", image.rodata().end(), image.data().start());
    }

    /** On x86-32 the gaps of the image stay. */
    void initSections32() {
        KernelImage image = input.image();
        gap("initmem", image.init().start(), image.init().end());
        long readOnly = Memblock.roundUp(image.rodata().end(), Memblock.PAGE_BYTES) - image.start();
        log.line("Write protecting kernel text and read-only data: %dk", readOnly >> 10);
    }

    private void gap(String what, long from, long to) {
        PfnRange pages = PfnRange.inside(from, Math.max(from, to));
        freeing("unused kernel image (" + what + ")", pages.pages() * PAGE_KIB);
    }

    private void freeing(String what, long kib) {
        if (kib > 0) {
            log.line("Freeing %s memory: %dK", what, kib);
        }
    }
}
