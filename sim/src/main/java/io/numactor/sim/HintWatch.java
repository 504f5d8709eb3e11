package io.numactor.sim;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.WalkStep;
import io.numactor.mm.topology.ZoneType;
import io.numactor.node.NodeCore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds hints against the truth: a node is left out only if it had nothing above its low marks at some moment while the
 * request was in flight.
 */
final class HintWatch {
    private static final long STILL = Long.MAX_VALUE;
    private static final long NEVER = -1;

    /** A request on its way: when it came, and which lives of nodes its router knew then. */
    record Departure(long at, Map<Integer, Long> lives) {}

    private final World world;
    /** By life of a node: when it was last seen to be below its low marks. */
    private final Map<Long, Long> below = new HashMap<>();

    private long followed;

    HintWatch(World world) {
        this.world = world;
    }

    /** Hints by which requests left nodes out. */
    long followed() {
        return followed;
    }

    /** After a step that touched this node. */
    void look(NodeJvm jvm) {
        jvm.core().ifPresent(node -> {
            long before = below.getOrDefault(node.incarnation(), NEVER);
            if (isBelowLow(node)) {
                below.put(node.incarnation(), STILL);
            } else if (before == STILL) {
                below.put(node.incarnation(), world.agenda().now());
            }
        });
    }

    /** For the requests of some client: those of the kernel, or those that may use movable memory as well. */
    private static boolean isBelowLow(NodeCore node) {
        return node.memory().isBelowLow(ZoneType.NORMAL) || node.memory().isBelowLow(ZoneType.MOVABLE);
    }

    Departure departs(GatewayJvm gateway) {
        return new Departure(world.agenda().now(), gateway.lives());
    }

    void arrives(Departure departure, List<OperationResult> results) {
        results.stream()
                .map(OperationResult::getAllocated)
                .map(AllocateResponse::getStepsList)
                .flatMap(List::stream)
                .filter(step -> step.getHintVersion() > 0)
                .forEach(step -> leftOut(departure, step));
    }

    private void leftOut(Departure departure, WalkStep step) {
        followed++;
        NodeJvm jvm = world.node(step.getNode());
        jvm.core()
                .map(NodeCore::incarnation)
                .filter(life -> life.equals(departure.lives().get(jvm.nid())))
                .filter(life -> below.getOrDefault(life, NEVER) < departure.at())
                .ifPresent(life -> {
                    throw new SimFailure("a request that set off at " + departure.at() / 1_000_000 + " ms left " + jvm
                            + " out by hint, version " + step.getHintVersion()
                            + ", which had room all that time");
                });
    }
}
