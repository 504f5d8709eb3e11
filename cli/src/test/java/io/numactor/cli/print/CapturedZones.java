package io.numactor.cli.print;

import io.numactor.api.v1.ForeignCount;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Pageset;
import io.numactor.api.v1.TypedFree;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real kernel's zoneinfo, buddyinfo and pagetypeinfo as the API would give them: what the printers are fed with. */
final class CapturedZones {
    private static final Pattern ZONE = Pattern.compile("Node (\\d+), zone +(\\w+)");
    private static final Pattern TYPED = Pattern.compile("Node +(\\d+), zone +(\\w+), type +(\\w+) (.*)");
    private static final Pattern COUNTS = Pattern.compile("Node +(\\d+), zone +(\\w+) +(\\d.*)");

    private final Map<Integer, NodeState.Builder> nodes = new TreeMap<>();

    /** The text of a captured file beside this test. */
    static String text(String file) {
        try (InputStream in = CapturedZones.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Zoneinfo read() {
        CapturedZones zones = new CapturedZones();
        zones.readZoneinfo(text("zoneinfo.txt"));
        zones.readCounts(text("buddyinfo.txt"), false);
        zones.readCounts(text("pagetypeinfo.txt"), true);
        return zones.build();
    }

    /** Only what a zoneinfo says. */
    static Zoneinfo read(String zoneinfo) {
        CapturedZones zones = new CapturedZones();
        zones.readZoneinfo(text(zoneinfo));
        return zones.build();
    }

    private Zoneinfo build() {
        Zoneinfo.Builder all = Zoneinfo.newBuilder();
        nodes.values().forEach(all::addNodes);
        return all.build();
    }

    private void readZoneinfo(String text) {
        ZoneState.Builder zone = ZoneState.newBuilder();
        int nid = 0;
        for (String line : text.lines().toList()) {
            Matcher header = ZONE.matcher(line);
            if (header.matches()) {
                nid = Integer.parseInt(header.group(1));
                zone = zone(nid, header.group(2));
            } else {
                field(nid, zone, line.replace("pages free", "free").strip());
            }
        }
    }

    private void field(int nid, ZoneState.Builder zone, String line) {
        if (line.startsWith("protection:")) {
            Arrays.stream(line.replaceAll("[^0-9,]", "").split(",", -1))
                    .map(Long::valueOf)
                    .forEach(zone::addProtection);
            return;
        }
        String[] words = line.split("[ :]+", -1);
        long value = words.length == 2 && words[1].matches("\\d+") ? Long.parseLong(words[1]) : 0;
        switch (words[0]) {
            case "free" -> zone.setFree(value);
            case "boost" -> zone.setBoost(value);
            case "min" -> zone.setMin(value);
            case "low" -> zone.setLow(value);
            case "high" -> high(zone, value);
            case "spanned" -> zone.setSpanned(value);
            case "present" -> zone.setPresent(value);
            case "managed" -> zone.setManaged(value);
            case "start_pfn" -> zone.setStartPfn(value);
            case "numa_hit" -> zone.getCountersBuilder().setNumaHit(value);
            case "numa_miss" -> zone.getCountersBuilder().setNumaMiss(value);
            case "numa_foreign" -> foreign(nid, zone, value);
            case "numa_interleave" -> zone.getCountersBuilder().setInterleaveHit(value);
            case "numa_local" -> zone.getCountersBuilder().setLocalNode(value);
            case "numa_other" -> zone.getCountersBuilder().setOtherNode(value);
            case "cpu" -> zone.addPagesets(Pageset.newBuilder().setCpu((int) value));
            case "count" -> lastPageset(zone).setCount((int) value);
            case "batch" -> lastPageset(zone).setBatch((int) value);
            default -> {
                // A counter of what is not emulated.
            }
        }
    }

    private static void high(ZoneState.Builder zone, long value) {
        if (zone.getPagesetsCount() == 0) {
            zone.setHigh(value);
        } else {
            lastPageset(zone).setHigh((int) value);
        }
    }

    private static Pageset.Builder lastPageset(ZoneState.Builder zone) {
        return zone.getPagesetsBuilder(zone.getPagesetsCount() - 1);
    }

    /** The serving node counts it: here the last node of the machine, whichever that is. */
    private void foreign(int nid, ZoneState.Builder zone, long count) {
        node(1).addForeign(ForeignCount.newBuilder()
                .setPreferred(ZoneId.newBuilder().setNode(nid).setZone(zone.getZone()))
                .setCount(count));
    }

    private void readCounts(String text, boolean blocks) {
        for (String line : text.lines().toList()) {
            Matcher typed = TYPED.matcher(line);
            Matcher counts = COUNTS.matcher(line);
            if (typed.matches()) {
                zone(Integer.parseInt(typed.group(1)), typed.group(2))
                        .addTypedFree(
                                TypedFree.newBuilder().setType(typed.group(3)).addAllBlocks(numbers(typed.group(4))));
            } else if (counts.matches()) {
                ZoneState.Builder zone = zone(Integer.parseInt(counts.group(1)), counts.group(2));
                List<Long> numbers = numbers(counts.group(3));
                if (blocks) {
                    zone.addAllPageblocks(numbers);
                } else {
                    zone.addAllNrFree(numbers);
                }
            }
        }
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.strip().split(" +")).map(Long::valueOf).toList();
    }

    private ZoneState.Builder zone(int nid, String label) {
        ZoneType type = Arrays.stream(ZoneType.values())
                .filter(candidate -> candidate.label().equals(label))
                .findFirst()
                .orElseThrow();
        NodeState.Builder node = node(nid);
        for (ZoneState.Builder zone : node.getZonesBuilderList()) {
            if (zone.getZone() == WireTypes.zone(type)) {
                return zone;
            }
        }
        return node.addZonesBuilder().setZone(WireTypes.zone(type));
    }

    private NodeState.Builder node(int nid) {
        return nodes.computeIfAbsent(nid, id -> NodeState.newBuilder().setNode(id));
    }
}
