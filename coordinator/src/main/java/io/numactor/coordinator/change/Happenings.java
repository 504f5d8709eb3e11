package io.numactor.coordinator.change;

import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.OnlineType;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.page.PfnRange;
import io.numactor.wire.MachineHappening;
import io.numactor.wire.OnlinedBlock;
import io.numactor.wire.PluggedMemory;
import io.numactor.wire.Range;
import io.numactor.wire.SysctlValue;

/** Events of the machine in the form in which every node keeps them. */
public final class Happenings {
    private Happenings() {}

    public static MachineHappening of(MachineEvent event) {
        MachineHappening.Builder happening = MachineHappening.newBuilder();
        if (event instanceof MachineEvent.SysctlWritten written) {
            happening.setSysctlWritten(SysctlValue.newBuilder()
                    .setName(written.sysctl().toString())
                    .setValue(written.value()));
        } else if (event instanceof MachineEvent.SysctlRead read) {
            happening.setSysctlRead(read.sysctl().toString());
        } else if (event instanceof MachineEvent.MemoryAdded added) {
            happening.setMemoryAdded(
                    PluggedMemory.newBuilder().setNode(added.nid()).setRange(range(added.range())));
        } else if (event instanceof MachineEvent.MemoryRemoved removed) {
            happening.setMemoryRemoved(range(removed.range()));
        } else if (event instanceof MachineEvent.BlockOnlined onlined) {
            happening.setBlockOnlined(OnlinedBlock.newBuilder()
                    .setBlock(onlined.block())
                    .setType(onlined.type().toString()));
        } else if (event instanceof MachineEvent.BlockOfflined offlined) {
            happening.setBlockOfflined(offlined.block());
        } else if (event instanceof MachineEvent.CpuOnlined cpu) {
            happening.setCpuOnlined(cpu.cpu());
        } else if (event instanceof MachineEvent.CpuOfflined cpu) {
            happening.setCpuOfflined(cpu.cpu());
        } else if (event instanceof MachineEvent.NodeLost lost) {
            happening.setNodeLost(lost.nid());
        } else if (event instanceof MachineEvent.NodeReturned returned) {
            happening.setNodeReturned(returned.nid());
        } else if (event instanceof MachineEvent.HugePagesWritten written) {
            happening.setHugePagesWritten(written.setting().name());
        } else if (event instanceof MachineEvent.OnlinePolicyWritten written) {
            happening.setOnlinePolicyWritten(written.policy());
        }
        return happening.build();
    }

    /** @throws IllegalArgumentException when it is none that this version knows */
    public static MachineEvent event(MachineHappening happening) {
        return switch (happening.getHappeningCase()) {
            case SYSCTL_WRITTEN ->
                new MachineEvent.SysctlWritten(
                        VmSysctl.of(happening.getSysctlWritten().getName()),
                        happening.getSysctlWritten().getValue());
            case SYSCTL_READ -> new MachineEvent.SysctlRead(VmSysctl.of(happening.getSysctlRead()));
            case MEMORY_ADDED ->
                new MachineEvent.MemoryAdded(
                        happening.getMemoryAdded().getNode(),
                        range(happening.getMemoryAdded().getRange()));
            case MEMORY_REMOVED -> new MachineEvent.MemoryRemoved(range(happening.getMemoryRemoved()));
            case BLOCK_ONLINED ->
                new MachineEvent.BlockOnlined(
                        happening.getBlockOnlined().getBlock(),
                        OnlineType.of(happening.getBlockOnlined().getType()));
            case BLOCK_OFFLINED -> new MachineEvent.BlockOfflined(happening.getBlockOfflined());
            case CPU_ONLINED -> new MachineEvent.CpuOnlined(happening.getCpuOnlined());
            case CPU_OFFLINED -> new MachineEvent.CpuOfflined(happening.getCpuOfflined());
            case NODE_LOST -> new MachineEvent.NodeLost(happening.getNodeLost());
            case NODE_RETURNED -> new MachineEvent.NodeReturned(happening.getNodeReturned());
            case HUGE_PAGES_WRITTEN ->
                new MachineEvent.HugePagesWritten(TransparentHugepage.valueOf(happening.getHugePagesWritten()));
            case ONLINE_POLICY_WRITTEN -> new MachineEvent.OnlinePolicyWritten(happening.getOnlinePolicyWritten());
            case HAPPENING_NOT_SET -> throw new IllegalArgumentException("an event of the machine is not known here");
        };
    }

    private static Range range(PfnRange range) {
        return Range.newBuilder().setStart(range.start()).setEnd(range.end()).build();
    }

    private static PfnRange range(Range range) {
        return new PfnRange(range.getStart(), range.getEnd());
    }
}
