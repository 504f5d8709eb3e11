package io.numactor.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.document.SourceFile;
import io.numactor.machine.yaml.MachineYaml;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootRefused;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A machine as YAML, and how far a machine boots that was accepted. */
final class YamlFuzzTest {
    static Stream<Arguments> seeds() {
        return Seeds.files(name -> name.endsWith(".yaml"), "deploy/machines");
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void read(byte[] text) {
        Only.refuses(
                () -> {
                    MachineDescription machine = MachineYaml.read(SourceFile.of("fuzz.yaml", text));
                    MachineSetup.layout(machine.boot());
                },
                MachineRefused.class,
                BootRefused.class);
    }
}
