package io.numactor.systemtests.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.machine.Machines;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.MachineSetup;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The machines that the project ships. */
final class MachinesTest {
    private static final Path MACHINES = ProjectFiles.root().resolve("deploy/machines");

    static List<String> names() {
        return Machines.names(MACHINES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyMachineCanBoot(String name) {
        MachineLayout layout = MachineSetup.layout(Machines.read(name, MACHINES).boot());

        assertThat(layout.nodes()).isNotEmpty();
        assertThat(layout.memory().isEmpty()).isFalse();
        assertThat(layout.log()).isNotEmpty();
    }
}
