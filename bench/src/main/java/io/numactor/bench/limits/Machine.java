package io.numactor.bench.limits;

import io.numactor.cli.Home;
import io.numactor.coordinator.BootableMachine;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machines that are measured on. */
final class Machine {
    private Machine() {}

    /** Nodes of 8 GiB and two CPUs each, all the same distance apart, in a file; roomy enough for every window. */
    static String roomy(int nodes) {
        StringBuilder yaml = new StringBuilder("name: roomy-" + nodes + "\nnodes:\n");
        yaml.append("  - {memory: 8GiB, cpus: 2}\n".repeat(nodes));
        try {
            Path file = Files.createTempFile("numactor-roomy", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a machine description", e);
        }
    }

    static BootableMachine read(String machine) {
        MachineDescription description = Machines.read(machine, Home.machines());
        return new BootableMachine(description.name(), description.boot(), 1);
    }
}
