package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/pagetypeinfo}.
 *
 * @param freeBlocks free blocks of each order, by zone and migrate type; a count printed as {@code >100000} is 100000
 * @param pageblocks number of pageblocks of each migrate type, by zone
 */
public record PageTypeInfo(
        SortedMap<ZoneKey, Map<MigrateType, List<Long>>> freeBlocks,
        SortedMap<ZoneKey, Map<MigrateType, Long>> pageblocks) {
    private static final Pattern FREE = Pattern.compile("Node +([0-9]+), zone +(\\S+), type +(\\S+) +([0-9> ]+?) *");
    private static final Pattern TYPES = Pattern.compile("Number of blocks type +(\\S.*?) *");
    private static final Pattern BLOCKS = Pattern.compile("Node +([0-9]+), zone +(\\S+) +([0-9 ]+?) *");

    /**
     * Reads the file.
     *
     * @throws io.numactor.machine.MachineRefused with the line, when it is damaged
     */
    public static PageTypeInfo parse(SourceFile source) {
        PageTypeInfo info = new PageTypeInfo(new TreeMap<>(), new TreeMap<>());
        List<MigrateType> types = List.of();
        int number = 0;
        for (String line : source.lines()) {
            Fields fields = new Fields(source, ++number);
            Matcher free = FREE.matcher(line);
            Matcher header = TYPES.matcher(line);
            Matcher blocks = BLOCKS.matcher(line);
            if (free.matches()) {
                info.addFree(fields, free);
            } else if (header.matches()) {
                types = types(fields, header.group(1));
            } else if (blocks.matches()) {
                info.addBlocks(fields, blocks, types);
            } else if (line.startsWith("Node")) {
                throw fields.refuse("is neither free blocks of a type nor numbers of pageblocks");
            }
        }
        return info;
    }

    /** Free blocks of each order; empty for a zone or type that is not there. */
    public List<Long> freeBlocks(ZoneKey zone, MigrateType type) {
        return freeBlocks.getOrDefault(zone, Map.of()).getOrDefault(type, List.of());
    }

    /** Pageblocks of the type; 0 for a zone or type that is not there. */
    public long pageblocks(ZoneKey zone, MigrateType type) {
        return pageblocks.getOrDefault(zone, Map.of()).getOrDefault(type, 0L);
    }

    private void addFree(Fields fields, Matcher line) {
        List<Long> counts = fields.numbers(line.group(4).replace(">", ""), " +");
        if (counts.size() != BuddyInfo.ORDERS) {
            throw fields.refuse("has " + counts.size() + " counts, must have " + BuddyInfo.ORDERS);
        }
        freeBlocks
                .computeIfAbsent(fields.zone(line.group(1), line.group(2)), zone -> new EnumMap<>(MigrateType.class))
                .put(type(fields, line.group(3)), counts);
    }

    private void addBlocks(Fields fields, Matcher line, List<MigrateType> types) {
        List<Long> counts = fields.numbers(line.group(3), " +");
        if (counts.size() != types.size()) {
            throw fields.refuse("has " + counts.size() + " numbers for " + types.size() + " types");
        }
        Map<MigrateType, Long> blocks = new EnumMap<>(MigrateType.class);
        for (int i = 0; i < counts.size(); i++) {
            blocks.put(types.get(i), counts.get(i));
        }
        pageblocks.put(fields.zone(line.group(1), line.group(2)), blocks);
    }

    private static List<MigrateType> types(Fields fields, String labels) {
        List<MigrateType> types = new ArrayList<>();
        for (String label : labels.split(" +", -1)) {
            types.add(type(fields, label));
        }
        return types;
    }

    private static MigrateType type(Fields fields, String label) {
        return Arrays.stream(MigrateType.values())
                .filter(type -> type.label().equals(label))
                .findFirst()
                .orElseThrow(() -> fields.refuse("'" + label + "' is not a migrate type of 6.1"));
    }
}
