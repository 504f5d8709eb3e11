package io.numactor.mm.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * The zone types that a kernel is built with, lowest first: a type's position is the kernel's zone index. Types that a
 * configuration lacks take no index.
 */
public record ZoneSet(List<ZoneType> types) {
    /** x86-64, 6.1. */
    public static final ZoneSet X86_64 =
            new ZoneSet(List.of(ZoneType.DMA, ZoneType.DMA32, ZoneType.NORMAL, ZoneType.MOVABLE, ZoneType.DEVICE));

    /** x86-64 before ZONE_DEVICE (4.3). */
    public static final ZoneSet X86_64_WITHOUT_DEVICE =
            new ZoneSet(List.of(ZoneType.DMA, ZoneType.DMA32, ZoneType.NORMAL, ZoneType.MOVABLE));

    /** x86-32 with HighMem. */
    public static final ZoneSet I386 =
            new ZoneSet(List.of(ZoneType.DMA, ZoneType.NORMAL, ZoneType.HIGHMEM, ZoneType.MOVABLE));

    public ZoneSet {
        types = List.copyOf(types);
    }

    /** The kernel's zone index, or -1 when it has no such zone. */
    public int index(ZoneType type) {
        return types.indexOf(type);
    }

    public boolean has(ZoneType type) {
        return types.contains(type);
    }

    public int size() {
        return types.size();
    }

    /** Of values by {@link ZoneType}, those of the kernel's zones in its order. */
    @SuppressWarnings("EnumOrdinal") // the list is by zone type
    public <T> List<T> narrowed(List<T> byType) {
        return types.stream().map(type -> byType.get(type.ordinal())).toList();
    }

    /** Values in the kernel's order made a list by {@link ZoneType}; a type that the kernel lacks has its lower neighbour's. */
    public <T> List<T> widened(List<T> byIndex) {
        List<T> byType = new ArrayList<>();
        int last = 0;
        for (ZoneType type : ZoneType.values()) {
            last = has(type) ? index(type) : last;
            byType.add(byIndex.get(last));
        }
        return byType;
    }
}
