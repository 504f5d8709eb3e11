package io.numactor.coordinator.change;

import io.numactor.api.v1.Epoch;
import java.util.Set;

/** The cluster, as far as changes of its machine have to do with it. */
public interface Ruled {
    Epoch epoch();

    /** A new epoch, which comes after all before. */
    void raiseEpoch();

    /** Nodes that are started and not lost. */
    Set<Integer> presentNodes();
}
