package io.numactor.mm.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has happened to a machine since boot, shortened to what still matters: the same events, happening again to a
 * machine that has just booted, make the same machine of it.
 *
 * <p>Of tunables written one after the other only the last value of each matters, and that one of them was read after
 * that; what happens to memory, CPUs and nodes in between recomputes from the values of that moment.
 */
final class EventHistory {
    private final List<MachineEvent> events = new ArrayList<>();
    /** From here on there are only tunables, each once. */
    private int tail;

    void happened(MachineEvent event) {
        Optional<VmSysctl> tunable = tunable(event);
        if (tunable.isEmpty()) {
            events.add(event);
            tail = events.size();
            return;
        }
        events.subList(tail, events.size())
                .removeIf(earlier -> event instanceof MachineEvent.SysctlWritten
                        ? tunable(earlier).equals(tunable)
                        : earlier.equals(event));
        events.add(event);
    }

    private static Optional<VmSysctl> tunable(MachineEvent event) {
        if (event instanceof MachineEvent.SysctlWritten written) {
            return Optional.of(written.sysctl());
        }
        return event instanceof MachineEvent.SysctlRead read ? Optional.of(read.sysctl()) : Optional.empty();
    }

    List<MachineEvent> events() {
        return List.copyOf(events);
    }
}
