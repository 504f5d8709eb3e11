package io.numactor.machine.inputs;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code firmware-memmap.txt}: /sys/firmware/memmap, a line {@code index start end type} an entry, ends inclusive. */
final class FirmwareMemoryMap {
    private static final Pattern LINE =
            Pattern.compile("([0-9]{1,6}) 0x([0-9a-f]{1,15}) 0x([0-9a-f]{1,15}) (\\S.*?)\\s*");

    private FirmwareMemoryMap() {}

    static MemoryMap read(SourceFile source) {
        List<MemoryMap.Entry> entries = new ArrayList<>();
        int line = 0;
        for (String text : source.lines()) {
            line++;
            if (!text.isBlank()) {
                entries.add(entry(source, line, text));
            }
            if (entries.size() > Limits.MAX_RANGES) {
                throw source.refuseLine(line, "more than " + Limits.MAX_RANGES + " entries");
            }
        }
        if (entries.isEmpty()) {
            throw source.refuse("has no entries; at least one of System RAM is needed");
        }
        return new MemoryMap(entries);
    }

    private static MemoryMap.Entry entry(SourceFile source, int line, String text) {
        Matcher fields = LINE.matcher(text);
        if (!fields.matches()) {
            throw source.refuseLine(line, "is not 'index 0xSTART 0xEND type'");
        }
        if (Integer.parseInt(fields.group(1)) >= Limits.MAX_RANGES) {
            throw source.refuseLine(line, "index " + fields.group(1) + " is not below " + Limits.MAX_RANGES);
        }
        long start = Long.parseLong(fields.group(2), 16);
        long last = Long.parseLong(fields.group(3), 16);
        if (last < start || last >= Limits.MAX_ADDRESS) {
            throw source.refuseLine(
                    line, "end 0x%x must be from the start up to 0x%x".formatted(last, Limits.MAX_ADDRESS - 1));
        }
        return new MemoryMap.Entry(start, last + 1, type(source, line, fields.group(4)));
    }

    private static MemoryMap.Type type(SourceFile source, int line, String name) {
        for (MemoryMap.Type type : MemoryMap.Type.values()) {
            if (type.firmwareName().equals(name)) {
                return type;
            }
        }
        return switch (name) { // neither is RAM to the page allocator
            case "Unknown E820 type" -> MemoryMap.Type.RESERVED;
            default -> throw source.refuseLine(line, "the type is none that the kernel prints in /sys/firmware/memmap");
        };
    }

    static String write(MemoryMap map) {
        StringBuilder out = new StringBuilder();
        int index = 0;
        for (MemoryMap.Entry entry : map.entries()) {
            out.append("%d 0x%x 0x%x %s%n"
                    .formatted(
                            index++,
                            entry.start(),
                            entry.end() - 1,
                            entry.type().firmwareName()));
        }
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
