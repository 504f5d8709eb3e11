package io.numactor.mm.node;

import static io.numactor.mm.page.MemMap.MAX_ORDER;
import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.Zone;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks at frames one by one, and says what they are; changes nothing. */
final class PageFinder {
    private final MemMap map;
    private final Zone[] zones;
    private final OwnerTable owners;

    PageFinder(MemMap map, Zone[] zones, OwnerTable owners) {
        this.map = map;
        this.zones = zones;
        this.owners = owners;
    }

    /** One frame; empty when it lies in no zone of the node. */
    Optional<PageView> find(long pfn) {
        return map.contains(pfn) ? zoneOf(pfn).map(zone -> view(pfn, zone)) : Optional.empty();
    }

    /** Spans of zones may overlap: the zone that has the frame as RAM comes first. */
    private Optional<Zone> zoneOf(long pfn) {
        return Arrays.stream(zones)
                .filter(zone -> zone.holds(pfn, 0))
                .findFirst()
                .or(() -> Arrays.stream(zones)
                        .filter(zone -> zone.span().range().contains(pfn))
                        .findFirst());
    }

    private PageView view(long pfn, Zone zone) {
        int frame = map.frame(pfn);
        MigrateType pageblock = MigrateType.of(map.migrateType(frame));
        int head = headOf(frame);
        if (head == NO_FRAME) {
            PageView.Use use = zone.holds(pfn, 0) ? PageView.Use.RESERVED : PageView.Use.HOLE;
            return new PageView(pfn, zone.type(), use, pfn, 0, Optional.empty(), pageblock, OptionalInt.empty(), 0);
        }
        int state = map.state(head);
        int order = FrameState.order(state);
        PageView.Use use = use(state);
        return new PageView(
                pfn,
                zone.type(),
                use,
                map.pfn(head),
                order,
                Optional.of(MigrateType.of(FrameState.type(state))),
                pageblock,
                use == PageView.Use.PAGESET ? zone.pagesetHolding(head, order) : OptionalInt.empty(),
                use == PageView.Use.ALLOCATED ? owners.id(map.owner(head)) : 0);
    }

    private static PageView.Use use(int state) {
        return switch (FrameState.kind(state)) {
            case FrameState.FREE -> PageView.Use.FREE;
            case FrameState.PAGESET -> PageView.Use.PAGESET;
            default -> PageView.Use.ALLOCATED;
        };
    }

    /** First frame of the block that the frame lies in. */
    private int headOf(int frame) {
        for (int order = 0; order <= MAX_ORDER; order++) {
            int head = frame & -(1 << order);
            int state = map.state(head);
            if (state != FrameState.NONE) {
                return head + (1 << FrameState.order(state)) > frame ? head : NO_FRAME;
            }
        }
        return NO_FRAME;
    }

    /** Who has pages of a range; pagesets have been drained. */
    BlockHolders holders(PfnRange range) {
        SortedMap<Long, Long> held = new TreeMap<>();
        long reserved = 0;
        for (long pfn = range.start(); pfn < range.end(); ) {
            int frame = map.frame(pfn);
            int head = headOf(frame);
            if (head == NO_FRAME) {
                reserved++;
                pfn++;
                continue;
            }
            int state = map.state(head);
            long end = Math.min(map.pfn(head) + (1L << FrameState.order(state)), range.end());
            if (FrameState.kind(state) == FrameState.ALLOCATED) {
                held.merge(owners.id(map.owner(head)), end - pfn, Long::sum);
            }
            pfn = end;
        }
        return new BlockHolders(reserved, held);
    }
}
