package io.numactor.coordinator.router;

import io.numactor.api.v1.Skip;
import io.numactor.api.v1.WalkStep;
import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.zonelist.WalkEffect;
import io.numactor.proto.WireTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a request that wants to be explained is told of its walk. */
final class WalkSteps {
    /** Steps explained; an answer must fit a message, however long its request reclaims. */
    private static final int MAX_STEPS = 1024;

    private static final String UNREACHABLE = "unreachable";

    private final RouterCore router;
    private final Ask ask;
    private final FlightLog journey;
    private final List<WalkStep> steps = new ArrayList<>(0);

    WalkSteps(RouterCore router, Ask ask, FlightLog journey) {
        this.router = router;
        this.ask = ask;
        this.journey = journey;
    }

    List<WalkStep> list() {
        return steps;
    }

    void add(int nid, UnaryOperator<WalkStep.Builder> what) {
        if (ask.explain() && steps.size() < MAX_STEPS) {
            steps.add(what.apply(WalkStep.newBuilder()
                            .setNode(nid)
                            .setDistance(router.machine().distance(ask.cpuNode(), nid))
                            .setDurationNanos(router.nanoTime() - journey.askedAt()))
                    .build());
        }
    }

    /** These zones were passed over, for their node says nothing or is gone. */
    void addUnreachable(WalkEffect.TryZones passedOver) {
        add(passedOver.nid(), step -> {
            passedOver.zones().forEach(zone -> step.addSkips(unreachable(new ZoneKey(passedOver.nid(), zone))));
            return step.setPass(pass(passedOver));
        });
    }

    private static Skip unreachable(ZoneKey zone) {
        return Skip.newBuilder()
                .setZone(WireTypes.zoneId(zone))
                .setReason(UNREACHABLE)
                .build();
    }

    /** Which pass asks this. */
    static String pass(WalkEffect effect) {
        int allocFlags = effect instanceof WalkEffect.TryZones tryZones ? tryZones.allocFlags() : 0;
        if ((allocFlags & AllocFlags.NO_WATERMARKS) != 0) {
            return "reserve";
        }
        return (allocFlags & AllocFlags.WMARK_MASK) == AllocFlags.WMARK_LOW ? "low" : "min";
    }
}
