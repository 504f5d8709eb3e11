package io.numactor.mm.boot;

import io.numactor.mm.addr.AddressSpace;
import io.numactor.mm.addr.Amd64AddressSpace;
import io.numactor.mm.addr.Amd64Layout;
import io.numactor.mm.addr.Ia32AddressSpace;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.kernel.Architecture;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.topology.ZoneType;

/** The virtual address space of a machine that has booted. */
public final class AddressSpaces {
    private static final long TEXT_LINKED_AT = 0x1000000;

    private AddressSpaces() {}

    /** The address space that the machine's kernel has after setup_arch. */
    public static AddressSpace of(BootInput input, MachineLayout layout) {
        if (input.architecture().isIa32()) {
            return new Ia32AddressSpace(Ia32Setup.kernel(input), maxLowPfn(layout) << 12);
        }
        boolean fiveLevels = input.architecture() == Architecture.X86_64_LA57;
        return new Amd64AddressSpace(
                Amd64Layout.of(input.kernel(), fiveLevels),
                endPfn(layout),
                input.image().start() - TEXT_LINKED_AT);
    }

    private static long maxLowPfn(MachineLayout layout) {
        return layout.zoneRanges().stream()
                .limit(layout.zoneSet().index(ZoneType.NORMAL) + 1L)
                .mapToLong(range -> range.end())
                .max()
                .orElse(0);
    }

    private static long endPfn(MachineLayout layout) {
        return layout.nodes().stream()
                .flatMap(node -> node.zones().stream())
                .filter(ZoneLayout::isPopulated)
                .mapToLong(zone -> zone.startPfn() + zone.spanned())
                .max()
                .orElse(0);
    }
}
