package io.numactor.mm.machine;

import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * One memory block: the smallest piece of memory that can go online or offline.
 *
 * @param id its number: it begins at page frame id * pages
 * @param range the page frames
 * @param nid its node; of a block that two nodes share, the one that it begins with
 * @param online whether its pages are in use
 * @param zones the zones that it may be put online in, the default first; of an online block the one it is in, or none
 *     when it is in several
 * @param device which of the memory devices plugged in it belongs to; 0: there since boot
 */
public record MemoryBlock(long id, PfnRange range, int nid, boolean online, List<ZoneType> zones, int device) {
    public MemoryBlock {
        zones = List.copyOf(zones);
    }

    MemoryBlock with(boolean nowOnline, List<ZoneType> nowZones) {
        return new MemoryBlock(id, range, nid, nowOnline, nowZones, device);
    }
}
