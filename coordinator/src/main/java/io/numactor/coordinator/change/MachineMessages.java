package io.numactor.coordinator.change;

import io.numactor.api.v1.MemoryBlock;
import io.numactor.api.v1.MemoryBlocks;
import io.numactor.api.v1.Sysctl;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.proto.WireTypes;
import java.util.Arrays;
import java.util.List;

/** The running machine's tunables and memory blocks, on the wire. */
public final class MachineMessages {
    private MachineMessages() {}

    public static List<Sysctl> sysctls(MachineState machine) {
        return Arrays.stream(VmSysctl.values())
                .map(sysctl -> sysctl(machine, sysctl))
                .toList();
    }

    static Sysctl sysctl(MachineState machine, VmSysctl sysctl) {
        return Sysctl.newBuilder()
                .setName(sysctl.toString())
                .setValue(sysctl.read(machine.sysctls(), machine.tuned()))
                .setMeaning(sysctl.meaning())
                .build();
    }

    public static MemoryBlocks blocks(MachineState machine) {
        MemoryBlocks.Builder blocks = MemoryBlocks.newBuilder().setBlockPages(machine.blockPages());
        machine.blocks()
                .forEach(block -> blocks.addBlocks(MemoryBlock.newBuilder()
                        .setId(block.id())
                        .setNode(block.nid())
                        .setOnline(block.online())
                        .addAllZones(block.zones().stream().map(WireTypes::zone).toList())));
        return blocks.build();
    }
}
