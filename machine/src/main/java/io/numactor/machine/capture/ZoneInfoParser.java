package io.numactor.machine.capture;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Goes through zoneinfo line by line; which part of a zone a line belongs to follows from what came before. */
final class ZoneInfoParser {
    private static final Pattern ZONE = Pattern.compile("Node ([0-9]+), zone +(\\S+)");
    private static final Pattern FIELD = Pattern.compile(" +(pages free|start_pfn|\\w+):? +([0-9]+)");
    private static final Pattern PROTECTION = Pattern.compile(" +protection: \\(([0-9, ]+)\\)");
    private static final Set<String> SIZES =
            Set.of("pages free", "boost", "min", "low", "high", "spanned", "present", "managed", "cma");

    private enum Part {
        NODE_STATS,
        SIZES,
        COUNTERS,
        PAGESETS
    }

    private final SourceFile source;
    private final TreeMap<ZoneKey, ZoneInfo.Zone> zones = new TreeMap<>();
    private Fields fields;
    private Part part = Part.NODE_STATS;
    private Map<String, Long> sizes = new HashMap<>();
    private Map<String, Long> counters = new HashMap<>();
    private Map<String, Long> pageset = new HashMap<>();
    private TreeMap<Integer, ZoneInfo.Pageset> pagesets = new TreeMap<>();
    private List<Long> protection = List.of();
    private int cpu = -1;

    ZoneInfoParser(SourceFile source) {
        this.source = source;
        this.fields = new Fields(source, 0);
    }

    ZoneInfo parse() {
        ZoneKey current = null;
        for (String line : source.lines()) {
            fields = new Fields(source, fields.line() + 1);
            Matcher zone = ZONE.matcher(line);
            if (zone.matches()) {
                finish(current);
                current = fields.zone(zone.group(1), zone.group(2));
            } else if (current != null) {
                line(line);
            } else if (!line.isBlank()) {
                throw fields.refuse("is not 'Node N, zone NAME', with which zoneinfo starts");
            }
        }
        finish(current);
        if (zones.isEmpty()) {
            throw source.refuse("names no zone");
        }
        return new ZoneInfo(zones);
    }

    private void line(String line) {
        Matcher reserve = PROTECTION.matcher(line);
        Matcher field = FIELD.matcher(line);
        if (reserve.matches()) {
            protection = fields.numbers(reserve.group(1), ", *");
            part = Part.COUNTERS;
        } else if (line.strip().equals("pagesets")) {
            part = Part.PAGESETS;
        } else if (field.matches()) {
            field(field.group(1), fields.number(field.group(2)));
        }
    }

    private void field(String name, long value) {
        if (name.equals("pages free")) {
            part = Part.SIZES;
        }
        switch (part) {
            case NODE_STATS -> {}
            case SIZES -> size(name, value);
            case COUNTERS -> counters.put(name, value);
            case PAGESETS -> pagesetField(name, value);
        }
    }

    private void size(String name, long value) {
        if (SIZES.contains(name)) {
            sizes.put(name, value);
        }
    }

    private void pagesetField(String name, long value) {
        switch (name) {
            case "cpu" -> {
                cpu = fields.bounded(Long.toString(value), Limits.MAX_CPUS - 1);
                pageset.clear();
            }
            case "count", "high" -> pageset.put(name, value);
            case "batch" -> pagesets.put(cpu, new ZoneInfo.Pageset(of(pageset, "count"), of(pageset, "high"), value));
            case "start_pfn" -> sizes.put(name, value);
            default -> {}
        }
    }

    private long of(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) {
            throw fields.refuse("'" + name + "' is missing above this line");
        }
        return value;
    }

    private void finish(@Nullable ZoneKey zone) {
        if (zone != null) {
            if (protection.size() != ZoneSet.X86_64.size() && protection.size() != ZoneSet.I386.size()) {
                throw fields.refuse("protection of " + zone + " must have one value for each zone: "
                        + ZoneSet.X86_64.size() + " on x86-64, " + ZoneSet.I386.size() + " on i386");
            }
            if (zones.put(zone, built()) != null) {
                throw fields.refuse("zone " + zone + " is described twice");
            }
        }
        part = Part.NODE_STATS;
        sizes = new HashMap<>();
        counters = new HashMap<>();
        pageset = new HashMap<>();
        pagesets = new TreeMap<>();
        protection = List.of();
    }

    private ZoneInfo.Zone built() {
        return new ZoneInfo.Zone(
                of(sizes, "pages free"),
                sizes.getOrDefault("boost", 0L),
                of(sizes, "min"),
                of(sizes, "low"),
                of(sizes, "high"),
                of(sizes, "spanned"),
                of(sizes, "present"),
                of(sizes, "managed"),
                protection,
                sizes.getOrDefault("start_pfn", 0L),
                pagesets,
                Map.copyOf(counters));
    }
}
