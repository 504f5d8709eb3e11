package io.numactor.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Handles that an owner has freed, or lost with their node. Some clients free them once more. */
final class StaleHandles {
    private static final int REMEMBERED = 2_000;

    private final World world;
    private final Deque<Claims.Claim> handles = new ArrayDeque<>();

    StaleHandles(World world) {
        this.world = world;
    }

    void add(Claims.Claim claim) {
        handles.add(claim);
        if (handles.size() > REMEMBERED) {
            handles.remove();
        }
    }

    void forget() {
        handles.clear();
    }

    /** Those of earlier lives of nodes that live again: freed now they must do no harm. */
    List<Claims.Claim> ofDeadLives() {
        return handles.stream().filter(this::isOfDeadLife).toList();
    }

    private boolean isOfDeadLife(Claims.Claim claim) {
        return world.node(claim.nid())
                .core()
                .filter(node -> node.incarnation() != claim.incarnation())
                .isPresent();
    }
}
