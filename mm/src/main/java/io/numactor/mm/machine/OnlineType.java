package io.numactor.mm.machine;

import java.util.Arrays;
import java.util.Locale;

/** How a memory block is put online, as written to its {@code state} in /sys (6.1). */
public enum OnlineType {
    /** The policy decides. */
    ONLINE,
    /** To a kernel zone. */
    ONLINE_KERNEL,
    /** To ZONE_MOVABLE. */
    ONLINE_MOVABLE;

    /**
     * The type that this word names.
     *
     * @throws ChangeRefused when there is none
     */
    public static OnlineType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> ChangeRefused.invalid("'" + word + "' is none of online, online_kernel, online_movable"));
    }

    /** {@code online_movable}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
