package io.numactor.mm.topology;

/** The kinds of zone, lowest first. Which of them a machine has, and under which index, says its {@link ZoneSet}. */
public enum ZoneType {
    DMA("DMA"),
    DMA32("DMA32"),
    NORMAL("Normal"),
    HIGHMEM("HighMem"),
    MOVABLE("Movable"),
    DEVICE("Device");

    private static final ZoneType[] VALUES = values();

    private final String label;

    ZoneType(String label) {
        this.label = label;
    }

    /** The name that the kernel prints, {@code DMA32}. */
    public String label() {
        return label;
    }

    public static ZoneType of(int index) {
        return VALUES[index];
    }

    public static int count() {
        return VALUES.length;
    }
}
