package io.numactor.mm.machine;

import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The machine's memory blocks ({@code /sys/devices/system/memory}, 6.1, x86-64). */
final class MemoryBlocks {
    private static final long SECTION_PAGES = 32_768;
    private static final long LARGEST_PAGES = 16 * SECTION_PAGES;
    private static final long SMALL_MACHINE_PAGES = 1L << 24;

    private final MachineLayout layout;
    private final long pages;
    private final NavigableMap<Long, MemoryBlock> blocks = new TreeMap<>();
    private int devices;
    /** Above all blocks of nodes that were lost: what is plugged in must not be where they would return. */
    private long aboveLost;

    private MemoryBlocks(MachineLayout layout, long pages) {
        this.layout = layout;
        this.pages = pages;
    }

    /** Those that are there at boot: each that has any RAM, all online. */
    static MemoryBlocks of(MachineLayout layout) {
        List<ZoneLayout> zones = layout.nodes().stream()
                .flatMap(node -> node.zones().stream())
                .filter(ZoneLayout::isPopulated)
                .toList();
        long end = zones.stream()
                .flatMap(zone -> zone.memory().stream())
                .mapToLong(PfnRange::end)
                .max()
                .orElse(0);
        MemoryBlocks blocks = new MemoryBlocks(layout, blockPages(end));
        layout.nodes().forEach(node -> blocks.restore(node.nid()));
        return blocks;
    }

    /** The blocks that a node had at boot are there, online. */
    void restore(int nid) {
        layout.node(nid).zones().forEach(zone -> zone.memory().forEach(ram -> addEarly(nid, ram)));
    }

    /** 128 MiB below 64 GiB of RAM; above, the largest up to 2 GiB that its end is a multiple of. */
    static long blockPages(long endOfRam) {
        long size = endOfRam < SMALL_MACHINE_PAGES ? SECTION_PAGES : LARGEST_PAGES;
        while (size > SECTION_PAGES && endOfRam % size != 0) {
            size /= 2;
        }
        return size;
    }

    private void addEarly(int nid, PfnRange ram) {
        for (long id = ram.start() / pages; id * pages < ram.end(); id++) {
            PfnRange range = range(id);
            List<ZoneType> zones = layout.nodes().stream()
                    .flatMap(node -> node.zones().stream())
                    .filter(zone -> new PfnRange(zone.startPfn(), zone.startPfn() + zone.spanned()).overlaps(range))
                    .map(ZoneLayout::type)
                    .toList();
            blocks.putIfAbsent(id, new MemoryBlock(id, range, nid, true, zones.size() == 1 ? zones : List.of(), 0));
        }
    }

    private PfnRange range(long id) {
        return new PfnRange(id * pages, (id + 1) * pages);
    }

    /** Pages of each block. */
    long pages() {
        return pages;
    }

    List<MemoryBlock> all() {
        return List.copyOf(blocks.values());
    }

    /**
     * The block with this number.
     *
     * @throws ChangeRefused when there is none
     */
    MemoryBlock get(long id) {
        MemoryBlock block = blocks.get(id);
        if (block == null) {
            throw new ChangeRefused(ChangeRefused.Errno.ENOENT, "there is no memory block " + id);
        }
        return block;
    }

    /** The blocks that were plugged in together with this one. */
    List<MemoryBlock> ofDevice(MemoryBlock block) {
        return block.device() == 0
                ? List.of(block)
                : blocks.values().stream()
                        .filter(other -> other.device() == block.device())
                        .toList();
    }

    boolean hasAnyOf(int nid) {
        return blocks.values().stream().anyMatch(block -> block.nid() == nid);
    }

    /** Numbers of the blocks that make up the range, which they have to fill. */
    List<Long> idsOf(PfnRange range) {
        if (range.isEmpty() || range.start() % pages != 0 || range.end() % pages != 0) {
            throw ChangeRefused.invalid(range + " is not made of whole memory blocks of " + (pages >> 8) + " MiB");
        }
        List<Long> ids = new ArrayList<>();
        for (long id = range.start() / pages; id * pages < range.end(); id++) {
            ids.add(id);
        }
        return ids;
    }

    /** The first range of that size above all blocks, and from {@code lowest} on. */
    PfnRange place(long lowest, long size) {
        long above = Math.max(aboveLost, blocks.isEmpty() ? 0 : (blocks.lastKey() + 1) * pages);
        long start = (Math.max(lowest, above) + pages - 1) / pages * pages;
        return new PfnRange(start, start + size);
    }

    void add(int nid, PfnRange range) {
        List<Long> ids = idsOf(range);
        ids.stream().filter(blocks::containsKey).findFirst().ifPresent(id -> {
            throw new ChangeRefused(ChangeRefused.Errno.EEXIST, "memory block " + id + " is there already");
        });
        devices++;
        ids.forEach(id -> blocks.put(id, new MemoryBlock(id, range(id), nid, false, List.of(), devices)));
    }

    void remove(PfnRange range) {
        List<Long> ids = idsOf(range);
        for (long id : ids) {
            if (get(id).online()) {
                throw new ChangeRefused(ChangeRefused.Errno.EBUSY, "memory block " + id + " is online");
            }
        }
        ids.forEach(blocks::remove);
    }

    void put(MemoryBlock block) {
        blocks.put(block.id(), block);
    }

    void drop(int nid) {
        blocks.values().stream()
                .filter(block -> block.nid() == nid)
                .forEach(block -> aboveLost = Math.max(aboveLost, block.range().end()));
        blocks.values().removeIf(block -> block.nid() == nid);
    }
}
