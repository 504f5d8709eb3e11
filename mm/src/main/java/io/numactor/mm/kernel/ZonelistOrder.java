package io.numactor.mm.kernel;

import java.util.Locale;
import java.util.Optional;

/** What comes first in a zonelist: nodes, nearest first, or zone types, highest first ({@code numa_zonelist_order}). */
public enum ZonelistOrder {
    /** The kernel decides. Never in force itself. */
    DEFAULT,
    /** Each node with all its zones, then the next: stays near, and may eat up the local DMA zone. */
    NODE,
    /** Each zone type with all its nodes, then the type below: spares low zones, and leaves home early. */
    ZONE;

    /** {@code Node}, as the kernel prints it. */
    public String label() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    /** What a parameter or a write to the sysctl asks for: its first letter counts. Empty: none of the three. */
    public static Optional<ZonelistOrder> parse(String text) {
        return switch (text.isEmpty() ? ' ' : Character.toLowerCase(text.charAt(0))) {
            case 'd' -> Optional.of(DEFAULT);
            case 'n' -> Optional.of(NODE);
            case 'z' -> Optional.of(ZONE);
            default -> Optional.empty();
        };
    }
}
