package io.numactor.machine.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.numactor.machine.Fixtures;
import io.numactor.machine.Machines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    private final Schema schema = schema();

    private static Schema schema() {
        try (InputStream text = Objects.requireNonNull(
                MachineYaml.class.getResourceAsStream("/io/numactor/machine/machine.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<Path> machines() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.MACHINES)) {
            return files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void holdsForEveryDeployedMachine(Path machine) throws IOException {
        assertThat(schema.validate(Files.readString(machine), InputFormat.YAML)).isEmpty();
    }

    @Test
    void holdsForWhatWeWrite() {
        for (String capture : Fixtures.CAPTURES) {
            String yaml = MachineYaml.write(Machines.read(Fixtures.capture(capture)));
            assertThat(schema.validate(yaml, InputFormat.YAML)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodes: [{memory: 1GiB, cpus: 1, colour: red}]",
                "nodes: [{memory: 8GB, cpus: 1}]",
                "name: x",
                "nodes: [{memory: [{start: 0, end: 1GiB}], cpus: 1}]",
                "{nodes: [{memory: 1GiB, cpus: 1}], distances: [[9]]}",
                "{memoryMap: [{start: 0, end: 1GiB, type: useless}], nodes: []}",
                "{memoryMap: [{start: 0, end: 1GiB, type: usable}], nodes: [{cpus: 4}]}"
            })
    void refusesWhatTheReaderRefuses(String yaml) {
        assertThat(schema.validate(yaml, InputFormat.YAML)).isNotEmpty();
    }
}
