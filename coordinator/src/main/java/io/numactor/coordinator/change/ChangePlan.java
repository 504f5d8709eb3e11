package io.numactor.coordinator.change;

import io.numactor.api.v1.MachineChange;
import io.numactor.mm.machine.ChangeRefused;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.MemoryBlock;
import io.numactor.mm.machine.OnlineType;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.page.PfnRange;
import java.util.List;

/** What has to happen to the machine, one event after the other, for what a client asked. */
final class ChangePlan {
    /** Blocks of one request: each is an order to a node of its own, and the others wait. */
    private static final int MAX_BLOCKS = 1024;
    /** Blocks of the whole machine: what routers are told of them must fit one message. */
    private static final int MAX_BLOCKS_OF_MACHINE = 8192;

    private ChangePlan() {}

    /** @throws ChangeRefused when it asks for what cannot be */
    static List<MachineEvent> of(MachineChange change, MachineState machine) {
        return switch (change.getChangeCase()) {
            case SET_SYSCTL ->
                List.of(new MachineEvent.SysctlWritten(
                        VmSysctl.of(change.getSetSysctl().getName()),
                        change.getSetSysctl().getValue()));
            case READ_SYSCTL ->
                List.of(new MachineEvent.SysctlRead(
                        VmSysctl.of(change.getReadSysctl().getName())));
            case ADD_MEMORY ->
                List.of(added(
                        change.getAddMemory().getNode(), change.getAddMemory().getPages(), machine));
            case ONLINE_MEMORY -> {
                String type = change.getOnlineMemory().getType();
                OnlineType online = type.isEmpty() ? OnlineType.ONLINE : OnlineType.of(type);
                List<Long> ids = change.getOnlineMemory().hasNode()
                        ? ofNode(machine, change.getOnlineMemory().getNode(), false)
                        : change.getOnlineMemory().getBlocksList();
                yield checked(ids).stream()
                        .<MachineEvent>map(id -> new MachineEvent.BlockOnlined(id, online))
                        .toList();
            }
            case OFFLINE_MEMORY -> {
                List<Long> ids = change.getOfflineMemory().hasNode()
                        ? ofNode(machine, change.getOfflineMemory().getNode(), true)
                        : change.getOfflineMemory().getBlocksList();
                ids.forEach(machine::zoneOf);
                yield checked(ids).stream()
                        .<MachineEvent>map(MachineEvent.BlockOfflined::new)
                        .toList();
            }
            case CHANGE_NOT_SET -> throw refused("the request says nothing that is to be changed");
        };
    }

    private static MachineEvent added(int nid, long pages, MachineState machine) {
        if (pages <= 0 || pages > 1L << 30) {
            throw refused("pages: " + pages + " is not in 1.." + (1L << 30));
        }
        long blocks = machine.blocks().size() + pages / machine.blockPages();
        if (blocks > MAX_BLOCKS_OF_MACHINE) {
            throw refused("pages: with " + pages + " more the machine would have " + blocks + " memory blocks, of "
                    + machine.blockPages() + " pages each; at most " + MAX_BLOCKS_OF_MACHINE + " are allowed");
        }
        PfnRange range = machine.place(pages);
        return new MachineEvent.MemoryAdded(nid, range);
    }

    private static List<Long> ofNode(MachineState machine, int nid, boolean online) {
        if (!machine.layout().possible().contains(nid)) {
            throw new ChangeRefused(
                    ChangeRefused.Errno.ENOENT,
                    "there is no node " + nid + "; possible are "
                            + machine.layout().possible());
        }
        List<Long> ids = machine.blocks().stream()
                .filter(block -> block.nid() == nid && block.online() == online)
                .map(MemoryBlock::id)
                .toList();
        if (ids.isEmpty()) {
            throw refused("node " + nid + " has no memory block that is " + (online ? "online" : "offline"));
        }
        return ids;
    }

    private static List<Long> checked(List<Long> ids) {
        if (ids.isEmpty() || ids.size() > MAX_BLOCKS) {
            throw refused("blocks: " + ids.size() + " are named, 1 to " + MAX_BLOCKS + " are allowed");
        }
        return ids;
    }

    private static ChangeRefused refused(String reason) {
        return new ChangeRefused(ChangeRefused.Errno.EINVAL, reason);
    }
}
