package io.numactor.mm.node;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Handles of blocks that reclaim took back, so that their owners can be told when they free them: the latest 65,536,
 * each until it is asked for once. An owner that comes much later hears that the page is not his, which is as true.
 */
final class ReclaimedHandles {
    private static final int MOST = 1 << 16;

    private record Handle(int frame, int grant, long owner) {}

    private final Map<Handle, Boolean> handles = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Handle, Boolean> eldest) {
            return size() > MOST;
        }
    };

    void remember(int frame, int grant, long owner) {
        handles.put(new Handle(frame, grant, owner), true);
    }

    /** Whether this handle's block was reclaimed; true only once. */
    boolean forget(int frame, int grant, long owner) {
        return handles.remove(new Handle(frame, grant, owner)) != null;
    }
}
