package io.numactor.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MachinesTest {
    @Test
    void readsACaptureAndItsInputsAlike() {
        MachineDescription capture = Machines.read(Fixtures.capture(Fixtures.RING));
        MachineDescription inputs =
                Machines.read(Fixtures.capture(Fixtures.RING).resolve("inputs"));
        assertThat(capture.name()).isEqualTo(Fixtures.RING);
        assertThat(inputs.boot()).isEqualTo(capture.boot());
        assertThat(inputs.name()).isEqualTo(Fixtures.RING);
    }

    @Test
    void readsAMachineByItsName() {
        MachineDescription ring = Machines.read("ring-4", Fixtures.MACHINES);
        assertThat(ring.name()).isEqualTo("ring-4");
        assertThat(ring.boot())
                .isEqualTo(Machines.read("captured-ring-4", Fixtures.MACHINES).boot())
                .isEqualTo(Machines.read(Fixtures.capture(Fixtures.RING)).boot());
    }

    @Test
    void namesTheKnownMachinesWhenThereIsNoSuchOne() {
        assertThatThrownBy(() -> Machines.read("ring-5", Fixtures.MACHINES))
                .isInstanceOf(MachineRefused.class)
                .hasMessageContaining("ring-5: there is no such machine")
                .hasMessageContaining("cxl-3, desktop-1, hypercube-64, ia32-numa-2, ring-4, two-boards-8");
    }

    @Test
    void refusesAFolderThatIsNoMachine() {
        assertThatThrownBy(() -> Machines.read("src", Fixtures.MACHINES))
                .isInstanceOf(MachineRefused.class)
                .hasMessageContaining("src: is no machine description");
        assertThatThrownBy(() -> Machines.read("", Fixtures.MACHINES)).isInstanceOf(MachineRefused.class);
        assertThatThrownBy(() -> Machines.read("a\0b", Fixtures.MACHINES)).isInstanceOf(MachineRefused.class);
    }
}
