package io.numactor.mm.boot.input;

import java.util.List;

/**
 * The System Locality Information Table (ACPI) as given: distances between proximity domains, row = from. Whether it
 * is valid is decided at boot: an invalid one is ignored as a whole.
 */
public record Slit(List<List<Integer>> rows) {
    public Slit {
        rows = rows.stream().map(List::copyOf).toList();
    }

    public int size() {
        return rows.size();
    }
}
