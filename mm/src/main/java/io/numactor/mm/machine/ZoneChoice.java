package io.numactor.mm.machine;

import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which zone a memory block goes online in: {@code zone_for_pfn_range} (6.1). */
final class ZoneChoice {
    private final OnlinePolicy policy;
    private final MachineZones zones;
    private final MemoryBlocks blocks;

    ZoneChoice(OnlinePolicy policy, MachineZones zones, MemoryBlocks blocks) {
        this.policy = policy;
        this.zones = zones;
        this.blocks = blocks;
    }

    ZoneKey toPutOnline(MemoryBlock block, OnlineType type) {
        if (block.online()) {
            throw ChangeRefused.invalid("memory block " + block.id() + " is online already");
        }
        return new ZoneKey(block.nid(), of(block, type));
    }

    /** The one zone that holds the whole block: others the kernel would not even try to take offline. */
    ZoneKey toTakeFrom(MemoryBlock block) {
        if (!block.online()) {
            throw ChangeRefused.invalid("memory block " + block.id() + " is offline already");
        }
        if (block.zones().size() != 1) {
            throw ChangeRefused.invalid("memory block " + block.id() + " is in more than one zone");
        }
        ZoneType zone = block.zones().get(0);
        boolean whole = zones.span(block.nid(), zone).memory().stream()
                .anyMatch(ram -> ram.intersection(block.range()).equals(block.range()));
        if (!whole) {
            throw ChangeRefused.invalid("memory block " + block.id() + " has holes");
        }
        return new ZoneKey(block.nid(), zone);
    }

    private ZoneType of(MemoryBlock block, OnlineType type) {
        return switch (type) {
            case ONLINE_KERNEL -> kernelZone(block);
            case ONLINE_MOVABLE -> ZoneType.MOVABLE;
            case ONLINE -> policy.autoMovable() ? byRatio(block) : nextTo(block);
        };
    }

    /** All that it may go to, the default first. */
    List<ZoneType> valid(MemoryBlock block) {
        ZoneType first = of(block, OnlineType.ONLINE);
        List<ZoneType> valid = new ArrayList<>(List.of(first));
        Stream.of(kernelZone(block), ZoneType.MOVABLE)
                .filter(zone -> zone != first)
                .forEach(valid::add);
        return valid;
    }

    /** DMA and DMA32 only where they are: memory beside them is Normal. */
    private ZoneType kernelZone(MemoryBlock block) {
        return Stream.of(ZoneType.DMA, ZoneType.DMA32)
                .filter(zone -> spans(block, zone))
                .findFirst()
                .orElse(ZoneType.NORMAL);
    }

    private boolean spans(MemoryBlock block, ZoneType zone) {
        return zones.span(block.nid(), zone).intersects(block.range());
    }

    /** The policy contig-zones: the zone that is there already, if it is one. */
    private ZoneType nextTo(MemoryBlock block) {
        ZoneType kernel = kernelZone(block);
        boolean inKernel = spans(block, kernel);
        boolean inMovable = spans(block, ZoneType.MOVABLE);
        if (inKernel != inMovable) {
            return inKernel ? kernel : ZoneType.MOVABLE;
        }
        return policy.movableNode() ? ZoneType.MOVABLE : kernel;
    }

    /** The policy auto-movable: Movable as long as kernel memory of boot is in proportion to it. */
    private ZoneType byRatio(MemoryBlock block) {
        List<MemoryBlock> device = blocks.ofDevice(block);
        boolean partIsKernel =
                device.stream().anyMatch(part -> part.online() && !part.zones().equals(List.of(ZoneType.MOVABLE)));
        long pages = device.stream()
                .filter(part -> !part.online())
                .mapToLong(part -> part.range().pages())
                .sum();
        boolean fits = policy.autoMovableRatio() > 0
                && !partIsKernel
                && inProportion(zones.earlyKernelPages(nid -> true), zones.movablePages(nid -> true) + pages)
                && (!policy.numaAware()
                        || inProportion(
                                zones.earlyKernelPages(nid -> nid == block.nid()),
                                zones.movablePages(nid -> nid == block.nid()) + pages));
        return fits ? ZoneType.MOVABLE : kernelZone(block);
    }

    private boolean inProportion(long kernelPages, long movablePages) {
        return movablePages <= policy.autoMovableRatio() * kernelPages / 100;
    }
}
