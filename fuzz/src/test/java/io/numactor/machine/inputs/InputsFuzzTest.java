package io.numactor.machine.inputs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.fuzz.Only;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.document.DocumentReader;
import io.numactor.machine.document.SourceFile;

/** Files of an inputs folder: what the boot loader said, as JSON, and the firmware's memory map. */
final class InputsFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void read(@NotNull String boot, @NotNull String map) {
        Only.refuses(() -> BootJson.of(DocumentReader.json(SourceFile.of("boot.json", boot))), MachineRefused.class);
        Only.refuses(() -> FirmwareMemoryMap.read(SourceFile.of("firmware-memmap.txt", map)), MachineRefused.class);
    }
}
