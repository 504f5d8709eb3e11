package io.numactor.mm.kernel;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kernels whose behaviour is emulated. Whatever differs between them is a method here. */
public enum KernelVersion {
    V2_6_24("2.6.24"),
    V4_4("4.4"),
    V5_15("5.15"),
    V5_17("5.17"),
    V6_1("6.1");

    private final String label;

    KernelVersion(String label) {
        this.label = label;
    }

    /** {@code 6.1}. */
    public String label() {
        return label;
    }

    /** The version that prints as {@code label}. */
    public static Optional<KernelVersion> labelled(String label) {
        return Arrays.stream(values())
                .filter(version -> version.label.equals(label))
                .findFirst();
    }

    /** The version that a release string such as {@code 6.1.0-56-amd64} is of. */
    public static Optional<KernelVersion> ofRelease(String release) {
        return Arrays.stream(values())
                .filter(version -> release.equals(version.label)
                        || release.startsWith(version.label + ".")
                        || release.startsWith(version.label + "-"))
                .findFirst();
    }

    /** Every label, oldest first: {@code 2.6.24, 4.4, 5.15, 5.17, 6.1}. */
    public static String labels() {
        return Arrays.stream(values()).map(KernelVersion::label).collect(Collectors.joining(", "));
    }

    /** Who pays for being first of a distance group, and how long it counts. */
    public NodeLoadRule nodeLoad() {
        return switch (this) {
            case V2_6_24 -> NodeLoadRule.FORGOTTEN;
            case V4_4, V5_15 -> NodeLoadRule.SET;
            case V5_17 -> NodeLoadRule.ACCUMULATED;
            case V6_1 -> NodeLoadRule.COUNTED;
        };
    }
}
