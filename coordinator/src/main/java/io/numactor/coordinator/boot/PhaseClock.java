package io.numactor.coordinator.boot;

import io.numactor.mm.boot.phase.BootPhase;
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
    private final BootPhase until;
    private BootPhase entered = BootPhase.BOOT_CPU_INIT;
    private final Map<BootPhase, Long> begun = new EnumMap<>(BootPhase.class);
    private final Map<BootPhase, Long> took = new EnumMap<>(BootPhase.class);
    private final Map<BootPhase, Set<Integer>> confirmed = new EnumMap<>(BootPhase.class);

    PhaseClock(LongSupplier nanoTime, BootPhase until) {
        this.nanoTime = nanoTime;
        this.until = until;
        begin(entered);
    }

    /** What needs no node: the work of this phase begins, that of the one before it has ended. */
    void enter(BootPhase phase) {
        if (entered.compareTo(BootPhase.FREE_AREA_INIT) < 0) {
            end(entered);
        }
        if (phase.compareTo(BootPhase.FREE_AREA_INIT) < 0) {
            begin(phase);
        }
        entered = phase;
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
                    .setState(state(phase))
                    .setDurationNanos(phase.compareTo(until) > 0 ? 0 : took.getOrDefault(phase, 0L))
                    .addAllConfirmed(confirmed.getOrDefault(phase, Set.of()))
                    .build());
        }
        return states;
    }

    /** What lies behind the phase that the machine stays at was not gone through, as far as anybody can tell. */
    private String state(BootPhase phase) {
        if (phase.compareTo(until) > 0 || !begun.containsKey(phase)) {
            return "waiting";
        }
        return took.containsKey(phase) ? "done" : "running";
    }
}
