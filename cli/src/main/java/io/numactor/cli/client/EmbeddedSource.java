package io.numactor.cli.client;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.cli.jvm.EmbeddedMachine;
import io.numactor.cli.print.MachineSource;
import io.numactor.mm.zonelist.ZonelistMachine;

/** A machine booted in this JVM as a source of views. */
record EmbeddedSource(EmbeddedMachine booted, ZonelistMachine zonelistMachine) implements MachineSource {
    @Override
    public Machine machine() {
        return booted.machine();
    }

    @Override
    public Zonelists zonelists() {
        return booted.zonelists();
    }

    @Override
    public Zoneinfo zoneinfo() {
        return booted.zoneinfo();
    }

    @Override
    public Numastat numastat() {
        return booted.numastat();
    }

    @Override
    public Page page(long pfn) {
        return booted.page(pfn);
    }

    @Override
    public Phases phases() {
        return booted.phases();
    }
}
