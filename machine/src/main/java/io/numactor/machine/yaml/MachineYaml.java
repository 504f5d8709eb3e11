package io.numactor.machine.yaml;

import io.numactor.machine.Limits;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.document.DocumentReader;
import io.numactor.machine.document.SourceFile;
import io.numactor.machine.document.Value;
import io.numactor.mm.boot.input.BootInput;
import java.util.HashSet;
import java.util.Set;

/**
 * The canonical form of a machine, YAML after {@code machine.schema.json}: in full, with the firmware's memory map and
 * the nodes' address ranges, or short, with the nodes' sizes alone, from which a PC's memory map is made.
 */
public final class MachineYaml {
    private static final int MAX_NAME = 100;
    private static final Set<String> COMMON = Set.of(
            "name",
            "description",
            "kernel",
            "release",
            "architecture",
            "vmSplit",
            "commandLine",
            "transparentHugepage",
            "nodes",
            "distances",
            "hmat",
            "image",
            "loadAddress",
            "imageKiB",
            "initrd",
            "perCpu",
            "smpAlternativesKiB",
            "logBufBytes");

    private MachineYaml() {}

    /**
     * Reads a machine.
     *
     * @throws MachineRefused with line and field, when anything about it is wrong
     */
    public static MachineDescription read(SourceFile source) {
        Value.Mapping root = DocumentReader.yaml(source).mapping();
        boolean full = root.find("memoryMap").isPresent();
        root.allowOnly(full ? plus(COMMON, "memoryMap", "apicIds") : COMMON);
        root.find("description").ifPresent(Value::text);
        BootInput boot = BootFrom.yaml(root, full ? FullMemory.read(root) : ShortMemory.read(root));
        return new MachineDescription(name(root, source), source.name(), boot);
    }

    /**
     * The full form of a machine; {@link #read} gives an equal {@link BootInput}.
     *
     * @throws MachineRefused when the machine has what the form refuses, such as overlapping ranges
     */
    public static String write(MachineDescription machine) {
        String text = YamlWriter.write(machine);
        MachineDescription back = read(SourceFile.of(machine.name() + " written as YAML", text));
        if (!back.boot().equals(machine.boot())) {
            throw new MachineRefused(machine.name() + ": this machine cannot be written as YAML without loss");
        }
        return text;
    }

    private static Set<String> plus(Set<String> keys, String... more) {
        Set<String> all = new HashSet<>(keys);
        all.addAll(Set.of(more));
        return all;
    }

    private static String name(Value.Mapping root, SourceFile source) {
        if (root.find("name").isEmpty()) {
            return source.name().replaceFirst("^.*/", "").replaceFirst("\\.yaml$", "");
        }
        Value name = root.get("name");
        if (name.text().isBlank() || name.text().length() > MAX_NAME) {
            throw name.refuse("must have 1 to " + MAX_NAME + " characters");
        }
        return name.text();
    }

    static int domain(Value value) {
        return value.integer(0, Limits.MAX_NODES - 1);
    }
}
