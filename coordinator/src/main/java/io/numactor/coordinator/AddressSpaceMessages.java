package io.numactor.coordinator;

import io.numactor.api.v1.AddressRegion;
import io.numactor.api.v1.AddressSpace;
import io.numactor.api.v1.AddressSymbol;
import io.numactor.api.v1.FixmapSlots;
import io.numactor.api.v1.PageTables;
import io.numactor.mm.addr.Fixmap;
import io.numactor.mm.addr.Ia32AddressSpace;
import io.numactor.mm.boot.AddressSpaces;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.input.BootInput;

/** The kernel's virtual address space, on the wire. */
final class AddressSpaceMessages {
    private AddressSpaceMessages() {}

    static AddressSpace of(BootInput input, MachineLayout layout) {
        io.numactor.mm.addr.AddressSpace space = AddressSpaces.of(input, layout);
        AddressSpace.Builder message = AddressSpace.newBuilder()
                .setArchitecture(input.architecture().label())
                .setDigits(space.digits());
        space.regions()
                .forEach(region -> message.addRegions(AddressRegion.newBuilder()
                        .setName(region.name())
                        .setStart(region.start())
                        .setLast(region.last())
                        .setKernel(region.kernel())));
        space.symbols()
                .forEach(symbol -> message.addSymbols(
                        AddressSymbol.newBuilder().setName(symbol.name()).setAddress(symbol.address())));
        if (space instanceof Ia32AddressSpace ia32) {
            addIa32(message, ia32);
        }
        return message.build();
    }

    private static void addIa32(AddressSpace.Builder message, Ia32AddressSpace space) {
        message.setSplit(space.kernel().split().label());
        for (Fixmap.Slots slots : space.kernel().fixmap().slots()) {
            message.addFixmap(FixmapSlots.newBuilder()
                    .setName(slots.name())
                    .setFirst(slots.first())
                    .setCount(slots.count())
                    .setAddress(slots.address())
                    .setPermanent(slots.permanent()));
        }
        io.numactor.mm.addr.PageTables tables = io.numactor.mm.addr.PageTables.of(space, true);
        message.setPageTables(PageTables.newBuilder()
                .setLargePages(tables.largePages())
                .setLargePageBytes(space.kernel().pmdBytes())
                .setDirectTables(tables.directTables())
                .setMiddleDirectories(tables.middleDirectories())
                .setFixmapTables(tables.fixmapTables())
                .setKmapTables(tables.kmapTables())
                .setPages(tables.pages()));
    }
}
