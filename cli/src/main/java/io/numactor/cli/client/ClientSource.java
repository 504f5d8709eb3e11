package io.numactor.cli.client;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.cli.print.MachineSource;
import io.numactor.load.ApiClient;

/** The live cluster as a source of views. */
record ClientSource(ApiClient client) implements MachineSource {
    @Override
    public Machine machine() {
        return client.machine();
    }

    @Override
    public Zonelists zonelists() {
        return client.zonelists();
    }

    @Override
    public Zoneinfo zoneinfo() {
        return client.zoneinfo();
    }

    @Override
    public Numastat numastat() {
        return client.numastat();
    }

    @Override
    public Page page(long pfn) {
        return client.page(pfn);
    }

    @Override
    public Phases phases() {
        return client.phases();
    }
}
