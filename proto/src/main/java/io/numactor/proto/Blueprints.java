package io.numactor.proto;

import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.Range;
import io.numactor.wire.ZoneBlueprint;
import io.numactor.wire.ZoneSetting;
import java.util.ArrayList;
import java.util.List;

/** A node's layout and its zones' settings, to the wire and back. */
public final class Blueprints {
    private Blueprints() {}

    /** The layout on the wire, to which the caller adds what the node must know of the machine. */
    public static NodeBlueprint.Builder encode(NodeLayout layout) {
        NodeBlueprint.Builder blueprint = NodeBlueprint.newBuilder()
                .setNode(layout.nid())
                .setDomain(layout.domain())
                .setOnlineAtInit(layout.onlineAtInit())
                .addAllCpus(layout.cpus());
        layout.zones().forEach(zone -> blueprint.addZones(encode(zone)));
        return blueprint;
    }

    private static ZoneBlueprint encode(ZoneLayout zone) {
        return ZoneBlueprint.newBuilder()
                .setZone(WireTypes.zone(zone.type()))
                .setStartPfn(zone.startPfn())
                .setSpanned(zone.spanned())
                .addAllMemory(encode(zone.memory()))
                .addAllFree(encode(zone.free()))
                .addAllFreedLater(encode(zone.freedLater()))
                .build();
    }

    private static List<Range> encode(List<PfnRange> ranges) {
        return ranges.stream()
                .map(range -> Range.newBuilder()
                        .setStart(range.start())
                        .setEnd(range.end())
                        .build())
                .toList();
    }

    /**
     * The layout that a blueprint describes.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    public static NodeLayout decode(NodeBlueprint blueprint) {
        List<ZoneLayout> zones = new ArrayList<>();
        blueprint.getZonesList().forEach(zone -> zones.add(decode(WireTypes.zone(zone.getZone()), zone)));
        return new NodeLayout(
                blueprint.getNode(),
                blueprint.getDomain(),
                blueprint.getOnlineAtInit(),
                zones,
                blueprint.getCpusList());
    }

    private static ZoneLayout decode(ZoneType type, ZoneBlueprint zone) {
        return new ZoneLayout(
                type,
                zone.getStartPfn(),
                zone.getSpanned(),
                decode(zone.getMemoryList()),
                decode(zone.getFreeList()),
                decode(zone.getFreedLaterList()));
    }

    private static List<PfnRange> decode(List<Range> ranges) {
        return ranges.stream()
                .map(range -> new PfnRange(range.getStart(), range.getEnd()))
                .toList();
    }

    public static ZoneSetting encode(ZoneType type, ZoneParams params) {
        Watermarks marks = params.watermarks();
        return ZoneSetting.newBuilder()
                .setZone(WireTypes.zone(type))
                .setMin(marks.min())
                .setLow(marks.low())
                .setHigh(marks.high())
                .setPromo(marks.promo())
                .addAllProtection(params.lowmemReserve())
                .setPagesetHigh(params.pagesetHigh())
                .setPagesetBatch(params.pagesetBatch())
                .build();
    }

    public static ZoneParams decode(ZoneSetting setting) {
        return new ZoneParams(
                new Watermarks(setting.getMin(), setting.getLow(), setting.getHigh(), setting.getPromo()),
                setting.getProtectionList(),
                setting.getPagesetHigh(),
                setting.getPagesetBatch());
    }
}
