package io.numactor.machine.inputs;

import io.numactor.machine.Limits;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.acpi.HmatTable;
import io.numactor.machine.acpi.SlitTable;
import io.numactor.machine.acpi.SratTable;
import io.numactor.machine.document.DocumentReader;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.BootInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a folder with what firmware, boot loader and kernel build gave a kernel: {@code firmware-memmap.txt},
 * {@code boot.json}, and where there are any {@code cmdline.txt} and {@code acpi/{SRAT,SLIT,HMAT}.bin}. Nothing
 * outside the folder is read.
 */
public final class InputsReader {
    /** The file that tells such a folder from others. */
    public static final String MEMORY_MAP = "firmware-memmap.txt";

    static final String BOOT = "boot.json";
    static final String COMMAND_LINE = "cmdline.txt";

    private InputsReader() {}

    public static boolean isInputs(Path folder) {
        return Files.isRegularFile(folder.resolve(MEMORY_MAP));
    }

    /**
     * Reads the folder.
     *
     * @throws MachineRefused when a file is missing, damaged, out of bounds, or of an architecture or kernel that is
     *     not emulated
     */
    public static BootInput read(Path folder) {
        SourceFile bootFile = SourceFile.read(folder.resolve(BOOT));
        BootJson boot = BootJson.of(DocumentReader.json(bootFile));
        return new BootInput(
                boot.kernel(),
                boot.architecture(),
                boot.split(),
                boot.release(),
                FirmwareMemoryMap.read(SourceFile.read(folder.resolve(MEMORY_MAP))),
                table(folder, "SRAT").map(SratTable::read),
                table(folder, "SLIT").map(SlitTable::read),
                table(folder, "HMAT").map(HmatTable::read),
                commandLine(folder.resolve(COMMAND_LINE)),
                boot.apicIds(),
                boot.image(),
                boot.imageKiB(),
                boot.initrd(),
                boot.perCpu(),
                boot.smpAlternativesKiB(),
                boot.logBufBytes(),
                boot.transparentHugepage());
    }

    private static Optional<SourceFile> table(Path folder, String signature) {
        return SourceFile.readIfPresent(folder.resolve("acpi").resolve(signature + ".bin"));
    }

    /** An absent file is an empty command line: captures leave empty files out. */
    private static String commandLine(Path file) {
        String line =
                SourceFile.readIfPresent(file).map(SourceFile::text).orElse("").strip();
        if (line.length() > Limits.MAX_COMMAND_LINE || line.chars().anyMatch(c -> c < ' ')) {
            throw new MachineRefused(file + ": must be one line of at most " + Limits.MAX_COMMAND_LINE + " characters");
        }
        return line;
    }
}
