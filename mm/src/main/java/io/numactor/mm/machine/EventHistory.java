package io.numactor.mm.machine;

import java.util.ArrayList;
import java.util.List;

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
        if (event instanceof MachineEvent.SysctlWritten written) {
            written(written);
        } else if (event instanceof MachineEvent.SysctlRead) {
            recent().remove(event);
            events.add(event);
        } else {
            events.add(event);
            tail = events.size();
        }
    }

    private void written(MachineEvent.SysctlWritten event) {
        List<MachineEvent> covered = new ArrayList<>(
                recent().stream().filter(earlier -> isCoveredBy(earlier, event)).toList());
        if (event.sysctl() == VmSysctl.PERCPU_PAGELIST_HIGH_FRACTION && !covered.isEmpty()) {
            // Its handler does nothing when the value is the same: what it was before matters, too.
            MachineEvent before = covered.remove(covered.size() - 1);
            if (before.equals(event)) {
                return;
            }
        }
        recent().removeAll(covered);
        events.add(event);
    }

    private List<MachineEvent> recent() {
        return events.subList(tail, events.size());
    }

    /** A list of fewer numbers leaves the others as they are. */
    private static boolean isCoveredBy(MachineEvent earlier, MachineEvent.SysctlWritten later) {
        if (earlier instanceof MachineEvent.SysctlRead read) {
            return read.sysctl() == later.sysctl();
        }
        return earlier instanceof MachineEvent.SysctlWritten written
                && written.sysctl() == later.sysctl()
                && words(written) <= words(later);
    }

    private static int words(MachineEvent.SysctlWritten written) {
        return written.value().strip().split("\\s+", -1).length;
    }

    List<MachineEvent> events() {
        return List.copyOf(events);
    }
}
