package io.numactor.mm.boot.input;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The firmware's map of physical memory (e820), in bytes, as it was given: unsorted, perhaps overlapping. */
public record MemoryMap(List<Entry> entries) {
    public MemoryMap {
        entries = List.copyOf(entries);
    }

    /**
     * One entry, [start, end) in bytes.
     *
     * @param start first byte
     * @param end first byte after the entry
     * @param type what the firmware says is there
     */
    public record Entry(long start, long end, Type type) {
        public Entry {
            if (start < 0 || end <= start) {
                throw new IllegalArgumentException(
                        "memory map entry [0x%x, 0x%x) is empty or wraps".formatted(start, end));
            }
        }
    }

    /** e820 types: the number, the word of the boot log, and the name in /sys/firmware/memmap. */
    public enum Type {
        USABLE(1, "usable", "System RAM"),
        RESERVED(2, "reserved", "Reserved"),
        ACPI_DATA(3, "ACPI data", "ACPI Tables"),
        ACPI_NVS(4, "ACPI NVS", "ACPI Non-volatile Storage"),
        UNUSABLE(5, "unusable", "Unusable memory"),
        PERSISTENT(7, "persistent (type 7)", "Persistent Memory"),
        PRAM(12, "persistent (type 12)", "Persistent Memory (legacy)"),
        SOFT_RESERVED(0xefffffff, "soft reserved", "Soft Reserved");

        private final int number;
        private final String word;
        private final String firmwareName;

        Type(int number, String word, String firmwareName) {
            this.number = number;
            this.word = word;
            this.firmwareName = firmwareName;
        }

        /** The type of this number; empty for numbers that mean nothing. */
        public static Optional<Type> numbered(long number) {
            return Stream.of(values())
                    .filter(type -> Integer.toUnsignedLong(type.number) == number)
                    .findFirst();
        }

        /** The e820 type number (as unsigned). */
        public int number() {
            return number;
        }

        public String word() {
            return word;
        }

        public String firmwareName() {
            return firmwareName;
        }
    }
}
