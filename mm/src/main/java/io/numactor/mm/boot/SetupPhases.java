package io.numactor.mm.boot;

import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.MemblockState;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.phase.BootPhase;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Where setup_arch and what follows it have got to, and what memblock looked like after each phase. */
final class SetupPhases {
    private Supplier<MemblockState> allocator;
    private final BootLog log;
    private final Consumer<BootPhase> observer;
    private final Map<BootPhase, MemblockState> memblockAfter = new TreeMap<>();
    private BootPhase phase = BootPhase.BOOT_CPU_INIT;

    /** @param observer told of each phase when its work begins, in order */
    SetupPhases(Memblock memblock, BootLog log, Consumer<BootPhase> observer) {
        this.allocator = memblock::state;
        this.log = log;
        this.observer = observer;
    }

    /** The work of all phases before this one is done. */
    void enter(BootPhase next) {
        while (phase.compareTo(next) < 0) {
            memblockAfter.put(phase, allocator.get());
            phase = phase.next();
            log.enter(phase);
            observer.accept(phase);
        }
    }

    /** From here on early allocations come from another allocator. */
    void allocator(Supplier<MemblockState> next) {
        allocator = next;
    }

    Map<BootPhase, MemblockState> memblockAfter() {
        return memblockAfter;
    }
}
