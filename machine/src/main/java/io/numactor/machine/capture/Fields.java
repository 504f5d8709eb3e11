package io.numactor.machine.capture;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.Arrays;
import java.util.List;

/** Numbers and zone names in the files of /proc, refused with their line. */
record Fields(SourceFile source, int line) {
    private static final int MAX_DIGITS = 18;

    long number(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refuse("'" + (text.length() > 40 ? text.substring(0, 40) : text) + "' is not a number of pages");
        }
        return Long.parseLong(text);
    }

    List<Long> numbers(String text, String separator) {
        return Arrays.stream(text.trim().split(separator, -1)).map(this::number).toList();
    }

    int bounded(String text, int most) {
        long value = number(text);
        if (value > most) {
            throw refuse(value + " is not allowed; allowed: 0 to " + most);
        }
        return (int) value;
    }

    ZoneKey zone(String nid, String label) {
        return new ZoneKey(bounded(nid, Limits.MAX_NODES - 1), type(label));
    }

    private ZoneType type(String label) {
        return Arrays.stream(ZoneType.values())
                .filter(type -> type.label().equals(label))
                .findFirst()
                .orElseThrow(() -> refuse("zone '" + label + "' is none that the kernel has"));
    }

    RuntimeException refuse(String reason) {
        return source.refuseLine(line, reason);
    }
}
