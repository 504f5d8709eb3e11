package io.numactor.mm.machine;

import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.page.PfnRange;

/** Something that happens to the running machine. Ranges of memory are whole memory blocks. */
public sealed interface MachineEvent {
    /** {@code echo VALUE > /proc/sys/vm/NAME}. */
    record SysctlWritten(VmSysctl sysctl, String value) implements MachineEvent {}

    /** {@code cat /proc/sys/vm/NAME}: for one of them not without effect. */
    record SysctlRead(VmSysctl sysctl) implements MachineEvent {}

    /** A write to /sys/kernel/mm/transparent_hugepage/enabled. */
    record HugePagesWritten(TransparentHugepage setting) implements MachineEvent {}

    /** A write to the parameter {@code online_policy} of memory_hotplug: contig-zones or auto-movable. */
    record OnlinePolicyWritten(String policy) implements MachineEvent {}

    /** Memory was plugged in: its blocks are there, offline. All blocks of one event are one device. */
    record MemoryAdded(int nid, PfnRange range) implements MachineEvent {}

    /** Memory that is offline was pulled out. */
    record MemoryRemoved(PfnRange range) implements MachineEvent {}

    /** One block has come online. */
    record BlockOnlined(long block, OnlineType type) implements MachineEvent {}

    /** One block has gone offline: none of its pages was in use any more. */
    record BlockOfflined(long block) implements MachineEvent {}

    record CpuOnlined(int cpu) implements MachineEvent {}

    record CpuOfflined(int cpu) implements MachineEvent {}

    /** A node is gone with all its memory, as no kernel would survive it. */
    record NodeLost(int nid) implements MachineEvent {}

    /** A node that was lost is there again as it was at boot, without what was plugged in later. */
    record NodeReturned(int nid) implements MachineEvent {}
}
