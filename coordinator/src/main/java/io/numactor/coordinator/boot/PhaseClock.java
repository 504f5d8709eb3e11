package io.numactor.coordinator.boot;

import io.numactor.mm.boot.BootPhase;
import io.numactor.wire.BootPhaseState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** When each phase began and ended, and who has confirmed it. */
final class PhaseClock {
    private final LongSupplier nanoTime;
    private final Map<BootPhase, Long> begun = new EnumMap<>(BootPhase.class);
    private final Map<BootPhase, Long> took = new EnumMap<>(BootPhase.class);
    private final Map<BootPhase, Set<Integer>> confirmed = new EnumMap<>(BootPhase.class);

    PhaseClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void begin(BootPhase phase) {
        begun.put(phase, nanoTime.getAsLong());
    }

    void confirm(BootPhase phase, int nid) {
        confirmed.computeIfAbsent(phase, p -> new TreeSet<>()).add(nid);
    }

    void end(BootPhase phase) {
        took.put(phase, nanoTime.getAsLong() - begun.getOrDefault(phase, nanoTime.getAsLong()));
    }

    List<BootPhaseState> states() {
        List<BootPhaseState> states = new ArrayList<>();
        for (BootPhase phase : BootPhase.values()) {
            states.add(BootPhaseState.newBuilder()
                    .setName(phase.toString())
                    .setDescription(phase.description())
                    .setState(took.containsKey(phase) ? "done" : begun.containsKey(phase) ? "running" : "waiting")
                    .setDurationNanos(took.getOrDefault(phase, 0L))
                    .addAllConfirmed(confirmed.getOrDefault(phase, Set.of()))
                    .build());
        }
        return states;
    }
}
