package io.numactor.machine.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Collects what differs, one line each. */
final class Differences {
    private static final String NOTHING = "nothing";

    private final List<String> lines = new ArrayList<>();
    private int compared;

    /** Compares one value. */
    void compare(String what, Object real, Object emulated) {
        compared++;
        if (!Objects.equals(real, emulated)) {
            lines.add("%s: real %s, emulated %s".formatted(what, real, emulated));
        }
    }

    /** Compares two logs line by line. */
    void compareLines(List<String> real, List<String> emulated) {
        for (int i = 0; i < Math.max(real.size(), emulated.size()); i++) {
            compared++;
            String one = at(real, i);
            String other = at(emulated, i);
            if (!one.equals(other)) {
                lines.add("line %d: real '%s', emulated '%s'".formatted(i + 1, one, other));
            }
        }
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : NOTHING;
    }

    void add(String difference) {
        compared++;
        lines.add(difference);
    }

    Check check(String name, String things) {
        return Check.compared(name, compared, things, lines);
    }
}
