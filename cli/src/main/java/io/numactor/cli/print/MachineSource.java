package io.numactor.cli.print;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.mm.zonelist.ZonelistMachine;

/** Where views come from: a live cluster, or a machine booted in this JVM. */
public interface MachineSource {
    Machine machine();

    Zonelists zonelists();

    /** All nodes. */
    Zoneinfo zoneinfo();

    Numastat numastat();

    Phases phases();

    /**
     * What the machine's first zonelists were built from.
     *
     * @throws UnsupportedOperationException when only the lists are known
     */
    default ZonelistMachine zonelistMachine() {
        throw new UnsupportedOperationException(
                "only a machine that is booted here can say how its zonelists came about:"
                        + " numactor boot MACHINE --print zonelist-steps,node-order");
    }

    /**
     * What is known of one page frame.
     *
     * @throws IllegalArgumentException when no node has it
     */
    Page page(long pfn);
}
