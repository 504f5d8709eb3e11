package io.numactor.machine;

import io.numactor.machine.document.SourceFile;
import io.numactor.machine.inputs.InputsReader;
import io.numactor.machine.yaml.MachineYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads a machine from whatever describes it; the kind is recognised from the content. */
public final class Machines {
    private static final String KINDS =
            "a capture (a folder with inputs/), an inputs folder (with firmware-memmap.txt), a YAML file";

    private Machines() {}

    /**
     * Reads a path, or else the machine of that name in {@code machinesDir}.
     *
     * @throws MachineRefused when there is neither, or it is not a valid description
     */
    public static MachineDescription read(String pathOrName, Path machinesDir) {
        Path path = path(pathOrName);
        if (Files.exists(path)) {
            return read(path);
        }
        if (path.getNameCount() == 1 && !path.isAbsolute() && !pathOrName.isBlank()) {
            for (Path known : List.of(machinesDir.resolve(pathOrName + ".yaml"), machinesDir.resolve(pathOrName))) {
                if (Files.exists(known)) {
                    return read(known);
                }
            }
        }
        throw new MachineRefused(pathOrName + ": there is no such machine; give " + KINDS + ", or one of: "
                + String.join(", ", names(machinesDir)));
    }

    /**
     * Reads a capture, an inputs folder or a YAML file.
     *
     * @throws MachineRefused when it is none of them, or not a valid one
     */
    public static MachineDescription read(Path path) {
        if (Files.isRegularFile(path)) {
            return MachineYaml.read(SourceFile.read(path));
        }
        if (Files.isDirectory(path.resolve("inputs"))) {
            return folder(path, path.resolve("inputs"));
        }
        if (InputsReader.isInputs(path)) {
            return folder(named(path), path);
        }
        throw new MachineRefused(path + ": is no machine description; a machine is " + KINDS);
    }

    /** The names that {@link #read(String, Path)} finds in the folder, sorted. */
    public static List<String> names(Path machinesDir) {
        if (!Files.isDirectory(machinesDir)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(machinesDir)) {
            return files.filter(Machines::isMachine)
                    .map(Machines::nameOf)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MachineRefused(machinesDir + ": cannot be listed (" + e.getMessage() + ")");
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new MachineRefused("'" + text + "' is not a path: " + e.getReason());
        }
    }

    private static boolean isMachine(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".yaml") || Files.isDirectory(path.resolve("inputs"));
    }

    private static MachineDescription folder(Path named, Path inputs) {
        return new MachineDescription(nameOf(named), inputs.toString(), InputsReader.read(inputs));
    }

    /** A capture's own inputs folder is named for the capture. */
    private static Path named(Path inputs) {
        Path whole = inputs.toAbsolutePath().normalize();
        Path parent = whole.getParent();
        return whole.endsWith("inputs") && parent != null ? parent : whole;
    }

    private static String nameOf(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString().replaceFirst("\\.yaml$", "");
    }
}
