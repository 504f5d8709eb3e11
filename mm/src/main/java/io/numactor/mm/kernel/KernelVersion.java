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

    private static final long PAGE_BYTES = 4096;

    /** sizeof(struct page) on x86-64. */
    private static final long PAGE_STRUCT_BYTES = 64;

    private static final long PAGE_STRUCT_BYTES_2_6_24 = 56;

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

    /** Who decides whether nodes or zone types come first. */
    public ZonelistOrderRule zonelistOrder() {
        return switch (this) {
            case V2_6_24 -> ZonelistOrderRule.BY_ZONE_SIZES;
            case V4_4 -> ZonelistOrderRule.BY_WORD_SIZE;
            default -> ZonelistOrderRule.NODES_ONLY;
        };
    }

    /** Whether a node has one list for each zone type, null at the end, instead of one that requests skip through. */
    public boolean hasListPerZoneType() {
        return this == V2_6_24;
    }

    /** Whether lists hold a zone: those with present pages, or (4.8 to 5.17) those with pages under the allocator. */
    public boolean listsZone(long presentPages, long managedPages) {
        return (this == V5_15 || this == V5_17 ? managedPages : presentPages) != 0;
    }

    /** Whether nodes that are only possible get lists, too (since 5.18). */
    public boolean listsOfOfflineNodes() {
        return this == V6_1;
    }

    /** Whether boot says in which order zonelists are (until 4.13, when there was a choice). */
    public boolean printsZonelistOrder() {
        return compareTo(V4_4) <= 0;
    }

    /**
     * Pages that a zone's page descriptors take on x86-64.
     *
     * @param spanned pages from the zone's first to its last
     * @param present pages of RAM
     */
    public long memmapPages(long spanned, long present) {
        if (this == V2_6_24) {
            return spanned * PAGE_STRUCT_BYTES_2_6_24 / PAGE_BYTES;
        }
        long described = spanned > present + (present >> 4) ? present : spanned;
        return (described * PAGE_STRUCT_BYTES + PAGE_BYTES - 1) / PAGE_BYTES;
    }

    /**
     * What the kernel calls the present pages of a zone: its RAM, or (2.6.24) what is left of it beside the page
     * descriptors and the DMA reserve.
     */
    public long presentPages(long ram, long beside) {
        return this == V2_6_24 ? beside : ram;
    }

    /** Whether boot prints each node's fallback order (since 5.16). */
    public boolean printsFallbackOrder() {
        return compareTo(V5_17) >= 0;
    }

    /** Whether {@code mminit_loglevel=} has lists printed zone by zone (since 2.6.27). */
    public boolean printsZonelists() {
        return this != V2_6_24;
    }

    /**
     * The distance beyond which a node in any list switches {@code zone_reclaim_mode} on while lists are built; no
     * distance does since 3.16.
     */
    public int zoneReclaimDistance() {
        return this == V2_6_24 ? 20 : Integer.MAX_VALUE;
    }
}
