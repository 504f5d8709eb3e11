package io.numactor.mm.zonelist;

import io.numactor.mm.topology.ZoneType;

/** One entry of a zonelist. Prints as the kernel does at {@code mminit_loglevel=4}: {@code 1:DMA32}. */
public record ZoneRef(int nid, ZoneType type) {
    @Override
    public String toString() {
        return nid + ":" + type.label();
    }
}
