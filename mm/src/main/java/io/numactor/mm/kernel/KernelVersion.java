package io.numactor.mm.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    private static final long PAGES_PER_WAITQUEUE = 256;
    private static final long LEAST_WAIT_QUEUES = 4;
    private static final long MOST_WAIT_QUEUES = 4096;

    /** DMA, DMA32, Normal, Movable. */
    private static final int ZONES_BEFORE_DEVICE = 4;

    private static final Set<String> KNOWN_IN_2_6_24 = Set.of("usable", "reserved", "ACPI data", "ACPI NVS");

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

    /**
     * MAX_ZONES_PER_ZONELIST on x86-64: what the array of a list has room for besides the null at its end.
     *
     * @param maxNodes MAX_NUMNODES
     */
    public int maxZonesPerZonelist(int maxNodes) {
        return maxNodes * (compareTo(V4_4) <= 0 ? ZONES_BEFORE_DEVICE : ZONES_BEFORE_DEVICE + 1);
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

    /** How large pagesets are. */
    public PagesetRule pagesets() {
        return switch (this) {
            case V2_6_24 -> PagesetRule.HOT_AND_COLD;
            case V4_4 -> PagesetRule.BATCHES;
            default -> PagesetRule.LOW_MARK;
        };
    }

    /** How far apart a zone's marks are. */
    public WatermarkSteps watermarkSteps() {
        return compareTo(V4_4) <= 0 ? WatermarkSteps.QUARTERS : WatermarkSteps.SCALED;
    }

    /** What {@code vm.watermark_scale_factor} may be at most: 10 %, since 5.17 30 %. */
    public int mostWatermarkScaleFactor() {
        return compareTo(V5_17) < 0 ? 1000 : 3000;
    }

    /** By how much stealing from another type raises the marks, in 1/10000 of the high mark; 0 before 5.0. */
    public int watermarkBoostFactor() {
        return compareTo(V4_4) <= 0 ? 0 : 15_000;
    }

    /** The most that the base formula gives min_free_kbytes, KiB. */
    public long mostMinFreeKbytes() {
        return compareTo(V4_4) <= 0 ? 65_536 : 262_144;
    }

    /** What a lower {@code vm.lowmem_reserve_ratio} is taken for: 1 until 5.7, then 0, which reserves nothing. */
    public int leastReserveRatio() {
        return compareTo(V4_4) <= 0 ? 1 : 0;
    }

    /** Whether zones without pages have a lowmem reserve. */
    public boolean reservesInEmptyZones() {
        return compareTo(V4_4) <= 0;
    }

    /** Whether there are transparent huge pages, which raise min_free_kbytes (since 2.6.38). */
    public boolean hasTransparentHugePages() {
        return this != V2_6_24;
    }

    /** Whether huge pages ask for free pageblocks in Movable zones, too (until 4.16). */
    public boolean wantsMovablePageblocks() {
        return this == V4_4;
    }

    /** Whether switching huge pages off computes min_free_kbytes anew (since 5.16). */
    public boolean recomputesWithoutHugePages() {
        return compareTo(V5_17) >= 0;
    }

    /** What marks, reserves and pagesets are shares of: managed pages, or (2.6.24) the present ones of the time of boot. */
    public long accountedPages(long managed, long atBoot) {
        return this == V2_6_24 ? atBoot : managed;
    }

    /** Whether boot prints ranges as page frame numbers (until 3.4). */
    public boolean printsPfnRanges() {
        return this == V2_6_24;
    }

    /** Whether boot says how large zones are and how many of their pages their descriptors take (until 5.12). */
    public boolean printsZoneSizes() {
        return compareTo(V4_4) <= 0;
    }

    /** Whether it says so even of zones without descriptors. */
    public boolean printsEmptyMemmaps() {
        return this == V2_6_24;
    }

    /** Whether boot sets up nodes without memory together with the others, and says so (since 5.18). */
    public boolean announcesMemorylessNodes() {
        return this == V6_1;
    }

    /** Whether what boot prints besides the memory map, zones and zonelists is much as in 6.1; else it is not known. */
    public boolean sharesBootLines() {
        return compareTo(V5_15) >= 0;
    }

    /** What boot prints above the firmware's memory map. */
    public String memoryMapHeading() {
        return (this == V4_4 ? "e820: " : "") + "BIOS-provided physical RAM map:";
    }

    /**
     * A range of a memory map as boot prints it.
     *
     * @param who {@code BIOS-e820}
     * @param start its first byte
     * @param end the byte behind its last, which only 2.6.24 prints so
     * @param type the type in words
     * @param number the type's number, which 2.6.24 prints of those that it does not know
     */
    public String memoryMapLine(String who, long start, long end, String type, int number) {
        String old = KNOWN_IN_2_6_24.contains(type) ? "(" + type + ")" : "type " + Integer.toUnsignedString(number);
        return this == V2_6_24
                ? String.format(Locale.ROOT, " %s: %016x - %016x %s", who, start, end, old)
                : String.format(Locale.ROOT, "%s: [mem 0x%016x-0x%016x] %s", who, start, end - 1, type);
    }

    /**
     * Buckets of the hash of queues in which a zone's pages are waited for; 0 since 4.9, where one serves all zones.
     * A kernel with memory hotplug has the most that there may be.
     *
     * @param pages of the zone
     * @param memoryHotplug whether the kernel is built for it
     */
    public long waitTableEntries(long pages, boolean memoryHotplug) {
        if (compareTo(V4_4) > 0) {
            return 0;
        }
        long wanted = memoryHotplug ? MOST_WAIT_QUEUES : (pages + PAGES_PER_WAITQUEUE - 1) / PAGES_PER_WAITQUEUE;
        long clamped = Math.min(Math.max(wanted, LEAST_WAIT_QUEUES), MOST_WAIT_QUEUES);
        long power = Long.highestOneBit(clamped);
        return power < clamped ? power << 1 : power;
    }

    /** Whether early allocations come from bootmem and not from memblock. */
    public boolean hasBootmem() {
        return this == V2_6_24;
    }

    /** Whether IA-32's vmalloc starts at a multiple of its 8 MiB gap; else the gap is always 8 MiB. */
    public boolean roundsVmallocStart() {
        return this == V2_6_24;
    }

    /** Whether IA-32's {@code vmalloc=} asks for addresses beside the gap; else the gap is part of them. */
    public boolean vmallocParameterAddsOffset() {
        return this != V2_6_24;
    }

    /** Whether IA-32's direct mapping makes room for all that lies above it; else for the vmalloc reserve alone. */
    public boolean lowMemoryEndsBelowVmalloc() {
        return this != V2_6_24;
    }

    /** Whether each CPU's entry code has an area of its own at the top of the address space (page table isolation, 4.15). */
    public boolean hasCpuEntryArea() {
        return compareTo(V4_4) > 0;
    }
}
