package io.numactor.coordinator.router;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.WalkEffect;
import io.numactor.mm.zonelist.ZonelistWalk;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Relieve;
import io.numactor.wire.TryZones;
import java.util.List;

/** What a walk asks of nodes besides pages, on the wire. */
final class NodeQuestions {
    private NodeQuestions() {}

    /** The node that an effect asks. */
    static int nid(WalkEffect effect) {
        if (effect instanceof WalkEffect.TryZones tryZones) {
            return tryZones.nid();
        } else if (effect instanceof WalkEffect.Reclaim reclaim) {
            return reclaim.nid();
        } else if (effect instanceof WalkEffect.Relieve relieve) {
            return relieve.nid();
        }
        throw new IllegalArgumentException(effect + " asks no node");
    }

    /** @param interleaveNid the node that an interleave policy chose; -1: none did */
    static TryZones.Builder tryZones(Ask ask, ZonelistWalk current, WalkEffect.TryZones effect, int interleaveNid) {
        ZoneKey preferred = current.preferred();
        TryZones.Builder request = TryZones.newBuilder()
                .setCpu(ask.cpu())
                .setCpuNode(ask.cpuNode())
                .setOrder(ask.order())
                .setCount(current.remaining())
                .setGfp(ask.gfp())
                .setAllocFlags(effect.allocFlags())
                .setMigrateType(GfpFlags.migrateType(ask.gfp()).ordinal())
                .setHighestZone(current.highestZone().ordinal())
                .setPreferredNode(preferred.nid())
                .setPreferredZone(preferred.type().ordinal())
                .setInterleaveNodePlusOne(interleaveNid + 1)
                .setExplain(ask.explain())
                .setReclaimable(ask.reclaimable())
                .setNodeReclaim(effect.nodeReclaim());
        effect.zones().forEach(zone -> request.addZones(zone.ordinal()));
        return request;
    }

    /** Completes the question for an effect that is no {@link WalkEffect.TryZones}. */
    static NodeRequest.Builder write(Ask ask, ZoneType highestZone, WalkEffect effect, NodeRequest.Builder question) {
        return effect instanceof WalkEffect.Reclaim reclaim
                ? question.setReclaim(reclaim(ask, highestZone, reclaim))
                : question.setRelieve(relieve(ask, (WalkEffect.Relieve) effect));
    }

    private static ReclaimPages.Builder reclaim(Ask ask, ZoneType highestZone, WalkEffect.Reclaim effect) {
        return ReclaimPages.newBuilder()
                .setCpu(ask.cpu())
                .setOrder(ask.order())
                .setAllocFlags(effect.allocFlags())
                .setHighestZone(highestZone.ordinal())
                .addAllZones(indexes(effect.zones()))
                .setPages(effect.pages());
    }

    private static Relieve.Builder relieve(Ask ask, WalkEffect.Relieve effect) {
        return Relieve.newBuilder()
                .setMigrateType(GfpFlags.migrateType(ask.gfp()).ordinal())
                .addAllZones(indexes(effect.zones()))
                .setReleaseHighatomic(effect.releaseHighAtomic())
                .setForce(effect.force());
    }

    private static List<Integer> indexes(List<ZoneType> zones) {
        return zones.stream().map(ZoneType::ordinal).toList();
    }
}
