package io.numactor.machine.verify;

import io.numactor.machine.inputs.PluggedMemory;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.ChangeRefused;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The machine that a capture's steps change, from its boot on. */
final class HotplugMachine {
    private static final long GIB_PAGES = 1L << (30 - PfnRange.PAGE_SHIFT);

    private final BootInput input;
    private final MachineState state;
    private final Iterator<PluggedMemory> devices;
    private final int linesOfBoot;
    private long nextPfn;

    private HotplugMachine(BootInput input, MachineState state, List<PluggedMemory> devices) {
        this.input = input;
        this.state = state;
        this.devices = devices.iterator();
        this.linesOfBoot = state.log().size();
        this.nextPfn = hotPluggable();
    }

    /**
     * Boots it.
     *
     * @param managed what each zone's allocator has once user space runs
     * @param late pages of it that were freed after the marks were computed
     */
    static HotplugMachine boot(
            BootInput input, Map<ZoneKey, Long> managed, Map<ZoneKey, Long> late, List<PluggedMemory> devices) {
        Map<ZoneKey, Long> early = new TreeMap<>(managed);
        late.forEach((zone, pages) -> early.merge(zone, -pages, Long::sum));
        BootSequence boot = new BootSequence(input);
        while (boot.phase() != BootPhase.RUNNING) {
            boot.completed(boot.phase().compareTo(BootPhase.FREE_INITMEM) < 0 ? early : managed);
        }
        return new HotplugMachine(input, MachineState.of(boot), devices);
    }

    MachineState state() {
        return state;
    }

    /** The lines that followed those of boot. */
    List<String> log() {
        return state.log().subList(linesOfBoot, state.log().size());
    }

    /** Plugs in all devices, one after the other, where the firmware keeps room for them. */
    void plugAll() {
        while (devices.hasNext()) {
            PluggedMemory device = devices.next();
            long pages = device.bytes() >> PfnRange.PAGE_SHIFT;
            state.apply(new MachineEvent.MemoryAdded(node(device.domain()), new PfnRange(nextPfn, nextPfn + pages)));
            nextPfn += pages;
        }
    }

    /** A domain that no table names: the node of the lowest memory. */
    private int node(int domain) {
        MachineLayout layout = state.layout();
        return layout.nodes().stream()
                .filter(node -> node.domain() == domain)
                .map(NodeLayout::nid)
                .findFirst()
                .orElseGet(() -> lowestNode(layout));
    }

    private static int lowestNode(MachineLayout layout) {
        return layout.nodes().stream()
                .filter(node -> node.present() > 0)
                .min(Comparator.comparingLong(HotplugMachine::firstPfn))
                .map(NodeLayout::nid)
                .orElse(0);
    }

    private static long firstPfn(NodeLayout node) {
        return node.zones().stream()
                .filter(ZoneLayout::isPopulated)
                .mapToLong(ZoneLayout::startPfn)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private long hotPluggable() {
        Optional<Long> start = input.srat().stream()
                .flatMap(srat -> srat.memory().stream())
                .filter(Srat.Memory::hotPluggable)
                .map(Srat.Memory::start)
                .min(Comparator.naturalOrder());
        return start.map(bytes -> bytes >> PfnRange.PAGE_SHIFT)
                .orElseGet(() -> (state.place(1).start() + GIB_PAGES - 1) & -GIB_PAGES);
    }

    /** Carries out one step; whether it was refused. */
    boolean refuses(List<MachineEvent> events) {
        try {
            events.forEach(state::apply);
            return false;
        } catch (ChangeRefused refused) {
            return true;
        }
    }
}
