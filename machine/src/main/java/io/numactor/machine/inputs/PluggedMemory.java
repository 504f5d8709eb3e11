package io.numactor.machine.inputs;

import io.numactor.machine.document.DocumentReader;
import io.numactor.machine.document.SourceFile;
import io.numactor.machine.document.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A memory device that was plugged into a running machine.
 *
 * @param domain its proximity domain
 * @param bytes its size
 */
public record PluggedMemory(int domain, long bytes) {
    /** What was asked of QEMU while the machine ran. */
    private static final String FILE = "qmp.json";

    private static final int MAX_COMMANDS = 1024;
    private static final int MAX_DOMAIN = 255;
    private static final String ID = "id";

    /**
     * The devices of an inputs folder in the order of plugging; none when nothing was plugged in.
     *
     * @throws io.numactor.machine.MachineRefused when the file is damaged
     */
    public static List<PluggedMemory> read(Path inputs) {
        Optional<SourceFile> file = SourceFile.readIfPresent(inputs.resolve(FILE));
        if (file.isEmpty()) {
            return List.of();
        }
        Map<String, Long> backends = new HashMap<>();
        List<PluggedMemory> plugged = new ArrayList<>();
        for (Value command : DocumentReader.json(file.get()).list(MAX_COMMANDS)) {
            Value.Mapping sent = command.mapping().get("sent").mapping();
            boolean failed =
                    command.mapping().get("got").mapping().find("error").isPresent();
            String execute = sent.get("execute").text();
            if (!failed && execute.equals("object-add")) {
                Value.Mapping backend = sent.get("arguments").mapping();
                backends.put(backend.get(ID).text(), backend.get("size").number(1, 1L << 46));
            } else if (!failed && execute.equals("device_add")) {
                plugged.add(device(sent.get("arguments").mapping(), backends));
            }
        }
        return List.copyOf(plugged);
    }

    private static PluggedMemory device(Value.Mapping device, Map<String, Long> backends) {
        Value memory = device.get("memdev");
        Long bytes = backends.get(memory.text());
        if (bytes == null) {
            throw memory.place().refuse("no object of this name was added before");
        }
        long domain =
                device.find("node").map(node -> node.number(0, MAX_DOMAIN)).orElse(0L);
        return new PluggedMemory((int) domain, bytes);
    }
}
