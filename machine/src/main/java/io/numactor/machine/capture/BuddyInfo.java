package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import io.numactor.mm.topology.ZoneKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/buddyinfo}: free blocks of each order, of each populated zone. */
public record BuddyInfo(SortedMap<ZoneKey, List<Long>> freeBlocks) {
    static final int ORDERS = 11;
    private static final Pattern LINE = Pattern.compile("Node ([0-9]+), zone +(\\S+) +([0-9 ]+?) *");

    /**
     * Reads the file.
     *
     * @throws io.numactor.machine.MachineRefused with the line, when it is damaged
     */
    public static BuddyInfo parse(SourceFile source) {
        SortedMap<ZoneKey, List<Long>> blocks = new TreeMap<>();
        int number = 0;
        for (String line : source.lines()) {
            Fields fields = new Fields(source, ++number);
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw fields.refuse("is not 'Node N, zone NAME' and " + ORDERS + " counts");
            }
            List<Long> counts = fields.numbers(matcher.group(3), " +");
            if (counts.size() != ORDERS) {
                throw fields.refuse("has " + counts.size() + " counts, must have " + ORDERS);
            }
            blocks.put(fields.zone(matcher.group(1), matcher.group(2)), counts);
        }
        return new BuddyInfo(blocks);
    }

    /** Pages in free blocks of all orders; 0 for a zone that is not there. */
    public long freePages(ZoneKey zone) {
        long pages = 0;
        List<Long> counts = freeBlocks.getOrDefault(zone, List.of());
        for (int order = 0; order < counts.size(); order++) {
            pages += counts.get(order) << order;
        }
        return pages;
    }
}
