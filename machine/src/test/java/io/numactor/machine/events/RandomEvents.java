package io.numactor.machine.events;

import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.machine.ChangeRefused;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.MemoryBlock;
import io.numactor.mm.machine.OnlineType;
import io.numactor.mm.machine.VmSysctl;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Anything that may happen to a machine, in any order; what it refuses does not happen. */
final class RandomEvents {
    private RandomEvents() {}

    static void happen(MachineState machine, Random random, int times) {
        for (int i = 0; i < times; i++) {
            MachineEvent event = next(machine, random);
            try {
                machine.apply(event);
            } catch (ChangeRefused refused) {
                // a history holds only what has happened
            }
        }
    }

    private static MachineEvent next(MachineState machine, Random random) {
        List<Integer> nodes = machine.layout().possible().ids();
        int nid = nodes.get(random.nextInt(nodes.size()));
        List<MemoryBlock> blocks = machine.blocks();
        long block =
                blocks.isEmpty() ? 0 : blocks.get(random.nextInt(blocks.size())).id();
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> tunable(random);
            case 4 -> new MachineEvent.SysctlRead(VmSysctl.LOWMEM_RESERVE_RATIO);
            case 5 ->
                new MachineEvent.HugePagesWritten(
                        random.nextBoolean() ? TransparentHugepage.ALWAYS : TransparentHugepage.NEVER);
            case 6 -> new MachineEvent.MemoryAdded(nid, machine.place(2 * machine.blockPages()));
            case 7, 8 ->
                new MachineEvent.BlockOnlined(block, OnlineType.values()[random.nextInt(OnlineType.values().length)]);
            case 9 -> new MachineEvent.BlockOfflined(block);
            case 10 -> new MachineEvent.CpuOfflined(random.nextInt(4));
            case 11 -> new MachineEvent.CpuOnlined(random.nextInt(4));
            default ->
                machine.online().contains(nid) ? new MachineEvent.NodeLost(nid) : new MachineEvent.NodeReturned(nid);
        };
    }

    private static MachineEvent tunable(Random random) {
        VmSysctl sysctl = VmSysctl.values()[random.nextInt(VmSysctl.values().length)];
        String value = switch (sysctl) {
            case MIN_FREE_KBYTES -> String.valueOf(1_000 + random.nextInt(20_000));
            case WATERMARK_SCALE_FACTOR -> String.valueOf(1 + random.nextInt(1_000));
            case LOWMEM_RESERVE_RATIO ->
                random.ints(1 + random.nextInt(4), 1, 300)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(" "));
            case PERCPU_PAGELIST_HIGH_FRACTION -> String.valueOf(random.nextBoolean() ? 0 : 8 + random.nextInt(90));
            case NUMA_ZONELIST_ORDER -> "Node";
            case WATERMARK_BOOST_FACTOR -> String.valueOf(random.nextInt(30_000));
            case ZONE_RECLAIM_MODE -> String.valueOf(random.nextInt(8));
        };
        return new MachineEvent.SysctlWritten(sysctl, value);
    }
}
