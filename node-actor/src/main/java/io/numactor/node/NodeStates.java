package io.numactor.node;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.FlagsField;
import io.numactor.api.v1.ForeignCount;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Pageset;
import io.numactor.api.v1.Skip;
import io.numactor.api.v1.SkipCount;
import io.numactor.api.v1.TypedFree;
import io.numactor.api.v1.ZoneCounters;
import io.numactor.api.v1.ZoneState;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.NodeSnapshot;
import io.numactor.mm.node.PageView;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.stat.NumaStat;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.PageFlags;
import io.numactor.mm.zone.ZoneActivity;
import io.numactor.mm.zone.ZoneSnapshot;
import io.numactor.proto.WireTypes;
import io.numactor.wire.ZoneReport;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A node's snapshots, on the wire. */
final class NodeStates {
    private NodeStates() {}

    static NodeState of(NodeSnapshot node, long incarnation, Epoch epoch, BootPhase phase) {
        NodeState.Builder state = NodeState.newBuilder()
                .setNode(node.nid())
                .setIncarnation(incarnation)
                .setEpoch(epoch)
                .setPhase(phase.toString())
                .setKswapdAwake(node.kswapdAwake())
                .setOwners(node.owners())
                .setOwnedPages(node.ownedPages())
                .setKswapdWakes(node.kswapdWakes())
                .setKswapdSleeps(node.kswapdSleeps());
        node.zones().forEach(zone -> state.addZones(zone(zone)));
        node.foreign()
                .forEach((preferred, count) -> state.addForeign(ForeignCount.newBuilder()
                        .setPreferred(WireTypes.zoneId(preferred))
                        .setCount(count)));
        return state.build();
    }

    /** Before mem_init managed pages are an estimate: nothing has been counted yet. */
    static NodeState estimated(NodeState state, List<Long> estimates) {
        NodeState.Builder estimated = state.toBuilder();
        for (int zone = 0; zone < Math.min(estimates.size(), estimated.getZonesCount()); zone++) {
            estimated.getZonesBuilder(zone).setManaged(estimates.get(zone));
        }
        return estimated.build();
    }

    private static ZoneState zone(ZoneSnapshot zone) {
        ZoneState.Builder state = ZoneState.newBuilder()
                .setZone(WireTypes.zone(zone.zone().type()))
                .setStartPfn(zone.startPfn())
                .setSpanned(zone.spanned())
                .setPresent(zone.present())
                .setManaged(zone.managed())
                .setFree(zone.free())
                .setMin(zone.watermarks().min())
                .setLow(zone.watermarks().low())
                .setHigh(zone.watermarks().high())
                .setBoost(zone.boost())
                .addAllProtection(zone.lowmemReserve())
                .addAllNrFree(zone.freeBlocks())
                .addAllPageblocks(zone.pageblocks())
                .setPagesetPages(zone.pagesetPages())
                .setNrReservedHighatomic(zone.highAtomic())
                .setReclaimable(zone.reclaim().inactive())
                .setReclaimedByKswapd(zone.reclaim().byKswapd())
                .setReclaimedDirect(zone.reclaim().direct())
                .setReclaimedByNode(zone.reclaim().byNode())
                .setCounters(counters(zone.numa(), zone.activity()));
        zone.pagesets()
                .forEach(set -> state.addPagesets(Pageset.newBuilder()
                        .setCpu(set.cpu())
                        .setCount(set.count())
                        .setHigh(zone.pagesetHigh())
                        .setBatch(zone.pagesetBatch())));
        addTypedFree(zone, state);
        return state.build();
    }

    private static void addTypedFree(ZoneSnapshot zone, ZoneState.Builder state) {
        for (int type = 0; type < zone.freeBlocksByType().size(); type++) {
            state.addTypedFree(TypedFree.newBuilder()
                    .setType(MigrateType.of(type).label())
                    .addAllBlocks(zone.freeBlocksByType().get(type)));
        }
    }

    private static ZoneCounters counters(NumaStat numa, ZoneActivity activity) {
        ZoneCounters.Builder counters = ZoneCounters.newBuilder()
                .setNumaHit(numa.hit())
                .setNumaMiss(numa.miss())
                .setLocalNode(numa.local())
                .setOtherNode(numa.other())
                .setInterleaveHit(numa.interleave())
                .addAllAllocated(activity.allocated())
                .addAllFreed(activity.freed())
                .setPagesetHits(activity.pagesetHits())
                .setPagesetRefills(activity.pagesetRefills())
                .setPagesetDrains(activity.pagesetDrains());
        for (ZoneSkip.Reason reason : ZoneSkip.Reason.values()) {
            if (activity.skips(reason) > 0) {
                counters.addSkips(
                        SkipCount.newBuilder().setReason(label(reason)).setCount(activity.skips(reason)));
            }
        }
        return counters.build();
    }

    static Skip skip(int nid, ZoneSkip skip) {
        return Skip.newBuilder()
                .setZone(WireTypes.zoneId(new ZoneKey(nid, skip.zone())))
                .setReason(label(skip.reason()))
                .setMarkName(skip.markName())
                .setFree(skip.free())
                .setUnusable(skip.unusable())
                .setMark(skip.mark())
                .setReserve(skip.reserve())
                .setShortBy(skip.shortBy())
                .build();
    }

    static Page page(int nid, PageView page, int zoneIndex) {
        long flags = PageFlags.of(nid, zoneIndex, page.use() == PageView.Use.RESERVED);
        Page.Builder found = Page.newBuilder()
                .setPfn(page.pfn())
                .setZone(WireTypes.zoneId(new ZoneKey(nid, page.zone())))
                .setUse(page.use().name().toLowerCase(Locale.ROOT))
                .setHeadPfn(page.headPfn())
                .setOrder(page.order())
                .setType(page.type().map(MigrateType::label).orElse(""))
                .setPageblock(page.pageblock().label())
                .setCpuPlusOne(page.cpu().orElse(-1) + 1)
                .setOwner(page.owner())
                .setSection(PageFlags.section(page.pfn()))
                .setFlags(flags)
                .setZoneId(PageFlags.zoneId(flags));
        PageFlags.fields(flags)
                .forEach(field -> found.addFields(FlagsField.newBuilder()
                        .setName(field.name())
                        .setShift(field.shift())
                        .setWidth(field.width())
                        .setValue(field.value())));
        return found.build();
    }

    private static String label(ZoneSkip.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    static List<ZoneReport> reports(PgData node) {
        return Arrays.stream(ZoneType.values())
                .filter(type -> node.zoneIndex(type) >= 0)
                .map(node::zone)
                .map(zone -> ZoneReport.newBuilder()
                        .setZone(WireTypes.zone(zone.type()))
                        .setPresent(zone.span().present())
                        .setManaged(zone.managed())
                        .build())
                .toList();
    }
}
