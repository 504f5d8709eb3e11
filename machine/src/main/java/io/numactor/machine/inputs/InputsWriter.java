package io.numactor.machine.inputs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.machine.acpi.HmatWriter;
import io.numactor.machine.acpi.SlitTable;
import io.numactor.machine.acpi.SratTable;
import io.numactor.machine.document.Value;
import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the folder that {@link InputsReader} reads, so that real tools can take up any description. */
public final class InputsWriter {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private InputsWriter() {}

    /**
     * Writes the files, replacing those of the same names.
     *
     * @throws IOException when the folder cannot be written
     */
    public static void write(BootInput boot, Path folder) throws IOException {
        Path acpi = Files.createDirectories(folder.resolve("acpi"));
        Files.writeString(folder.resolve(InputsReader.MEMORY_MAP), FirmwareMemoryMap.write(boot.memoryMap()));
        Files.writeString(folder.resolve(InputsReader.COMMAND_LINE), boot.commandLine() + "\n");
        Files.writeString(folder.resolve(InputsReader.BOOT), JSON.writeValueAsString(bootJson(boot)) + "\n");
        if (boot.srat().isPresent()) {
            Files.write(acpi.resolve("SRAT.bin"), SratTable.write(boot.srat().get()));
        }
        if (boot.slit().isPresent()) {
            Files.write(acpi.resolve("SLIT.bin"), SlitTable.write(boot.slit().get()));
        }
        if (boot.hmat().isPresent()) {
            Files.write(acpi.resolve("HMAT.bin"), HmatWriter.write(boot.hmat().get()));
        }
    }

    private static ObjectNode bootJson(BootInput boot) {
        ObjectNode json = JSON.createObjectNode();
        json.put("arch", boot.architecture().label()).put("release", boot.release());
        if (boot.split() != VmSplit.SPLIT_3G) {
            json.put("vmSplit", boot.split().label());
        }
        ObjectNode cpus = json.putObject("cpus");
        cpus.put("possible", boot.apicIds().size())
                .put("present", boot.apicIds().size());
        ArrayNode ids = cpus.putArray("apicIds");
        boot.apicIds().forEach(ids::add);
        image(json.putObject("image"), boot.image());
        imageKiB(json.putObject("imageKiB"), boot.imageKiB());
        boot.initrd()
                .ifPresent(initrd ->
                        json.putObject("initrd").put("start", initrd.start()).put("end", initrd.end()));
        perCpu(json.putObject("perCpu"), boot);
        json.put("smpAlternativesKiB", boot.smpAlternativesKiB()).put("logBufBytes", boot.logBufBytes());
        return json.put("transparentHugepage", Value.word(boot.transparentHugepage()));
    }

    private static void image(ObjectNode json, KernelImage image) {
        pair(json, "text", image.text());
        pair(json, "rodata", image.rodata());
        pair(json, "data", image.data());
        pair(json, "init", image.init());
        pair(json, "bss", image.bss());
        pair(json, "brk", image.brk());
        json.put("end", image.end());
    }

    private static void pair(ObjectNode json, String part, ByteRange range) {
        json.putArray(part).add(range.start()).add(range.end());
    }

    private static void imageKiB(ObjectNode json, BootInput.ImageKiB sizes) {
        json.put("code", sizes.code()).put("rwdata", sizes.rwdata()).put("rodata", sizes.rodata());
        json.put("init", sizes.init()).put("bss", sizes.bss());
    }

    private static void perCpu(ObjectNode json, BootInput boot) {
        json.put("pages", boot.perCpu().pages()).put("static", boot.perCpu().staticBytes());
        json.put("reserved", boot.perCpu().reservedBytes())
                .put("dynamic", boot.perCpu().dynamicBytes());
        json.put("unit", boot.perCpu().unitBytes());
    }
}
