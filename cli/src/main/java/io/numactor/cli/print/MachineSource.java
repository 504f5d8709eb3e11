package io.numactor.cli.print;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;

/** Where views come from: a live cluster, or a machine booted in this JVM. */
public interface MachineSource {
    Machine machine();

    Zonelists zonelists();

    /** All nodes. */
    Zoneinfo zoneinfo();

    Numastat numastat();

    Phases phases();
}
