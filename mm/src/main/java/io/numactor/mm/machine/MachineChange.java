package io.numactor.mm.machine;

import java.util.List;
import java.util.Set;

/**
 * What an event has changed.
 *
 * @param recomputed what was computed anew, in the order of {@link Recomputed}
 * @param log the kernel's lines about it, without timestamps
 */
public record MachineChange(Set<Recomputed> recomputed, List<String> log) {
    public MachineChange {
        recomputed = Set.copyOf(recomputed);
        log = List.copyOf(log);
    }
}
