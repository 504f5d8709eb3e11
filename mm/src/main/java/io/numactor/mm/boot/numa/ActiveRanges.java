package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code early_node_map} of 2.6.24: which pfns hold memory, told by the architecture and read by free_area_init_nodes. */
public final class ActiveRanges {
    /** MAX_ACTIVE_REGIONS. */
    static final int MOST = 256;

    private final List<ActiveRange> entries = new ArrayList<>();

    /**
     * {@code add_active_range}: the first entry of the node that covers or touches the range takes it up; entries that
     * touch each other afterwards stay apart.
     */
    public void add(int nid, long start, long end) {
        for (int i = 0; i < entries.size(); i++) {
            ActiveRange entry = entries.get(i);
            if (entry.nid() != nid) {
                continue;
            }
            if (start >= entry.start() && end <= entry.end()) {
                return;
            }
            if (start <= entry.end() && end > entry.end()) {
                entries.set(i, new ActiveRange(nid, entry.start(), end));
                return;
            }
            if (start < entry.start() && end >= entry.start()) {
                entries.set(i, new ActiveRange(nid, start, entry.end()));
                return;
            }
        }
        if (entries.size() == MOST) {
            throw new BootRefused(
                    "memoryMap", "has more than " + MOST + " ranges of memory, the most that 2.6.24 keeps");
        }
        entries.add(new ActiveRange(nid, start, end));
    }

    /** {@code e820_register_active_regions}: every RAM entry, rounded inwards to pages and clipped to [start, end). */
    void register(int nid, E820Table e820, long start, long end) {
        PfnRange limits = new PfnRange(start, end);
        e820.usable().stream()
                .map(entry -> PfnRange.inside(entry.start(), entry.end()).intersection(limits))
                .filter(range -> !range.isEmpty())
                .forEach(range -> add(nid, range.start(), range.end()));
    }

    /** {@code shrink_active_range}: the node's entry that ends at {@code oldEnd} ends lower. */
    public void shrink(int nid, long oldEnd, long newEnd) {
        for (int i = 0; i < entries.size(); i++) {
            ActiveRange entry = entries.get(i);
            if (entry.nid() == nid && entry.end() == oldEnd) {
                entries.set(i, new ActiveRange(nid, entry.start(), newEnd));
                return;
            }
        }
    }

    /** In the order in which they were added. */
    List<ActiveRange> entries() {
        return List.copyOf(entries);
    }

    /** By their start, as free_area_init_nodes sorts them. */
    public List<ActiveRange> sorted() {
        return entries.stream()
                .sorted(Comparator.comparingLong(ActiveRange::start))
                .toList();
    }
}
