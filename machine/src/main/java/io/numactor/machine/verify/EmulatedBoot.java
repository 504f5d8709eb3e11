package io.numactor.machine.verify;

import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.capture.KernelLog;
import io.numactor.mm.boot.BootLines;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.node.NodeLayout;
import java.util.List;

/** The machine as our own boot makes it, and what it prints on the way. */
record EmulatedBoot(MachineDescription machine, MachineLayout layout, KernelLog log) {
    static EmulatedBoot of(MachineDescription machine) {
        try {
            MachineLayout layout = MachineSetup.layout(machine.boot());
            return new EmulatedBoot(machine, layout, KernelLog.of(BootLines.of(machine.boot(), layout)));
        } catch (BootRefused e) {
            throw MachineRefused.at(machine.origin(), "it cannot boot", String.valueOf(e.getMessage()));
        }
    }

    /** The nodes that are online once the system runs, ascending. */
    List<NodeLayout> onlineNodes() {
        return layout.nodes().stream()
                .filter(node -> layout.online().contains(node.nid()))
                .toList();
    }

    /** CPUs that were brought up. */
    int onlineCpus() {
        return (int) layout.nodes().stream()
                .flatMap(node -> node.cpus().stream())
                .distinct()
                .count();
    }
}
