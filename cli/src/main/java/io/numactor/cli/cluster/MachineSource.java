package io.numactor.cli.cluster;

import io.numactor.cli.Home;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.Machines;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.kernel.KernelVersion;
import java.util.Optional;

/** Reads as much of a machine as the launcher has to know. */
public final class MachineSource {
    private MachineSource() {}

    /**
     * Reads it and works out which nodes it has.
     *
     * @param machine a path, or a name in deploy/machines
     * @param kernel instead of the machine's own
     * @throws ClusterProblem when there is no such machine, or it cannot boot
     */
    public static MachineSummary read(String machine, Optional<KernelVersion> kernel) {
        try {
            MachineDescription read = Machines.read(machine, Home.machines());
            MachineDescription description = kernel.map(read::withKernel).orElse(read);
            return new MachineSummary(
                    description.name(),
                    MachineSetup.layout(description.boot()).possible().ids());
        } catch (MachineRefused | BootRefused e) {
            throw ClusterProblem.usage("" + e.getMessage());
        }
    }
}
