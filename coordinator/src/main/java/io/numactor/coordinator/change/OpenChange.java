package io.numactor.coordinator.change;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.mm.machine.ChangeRefused;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.MemoryBlock;
import io.numactor.mm.machine.Recomputed;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One change on its way: what is still to be done, and what has come of it so far. */
final class OpenChange {
    /** gRPC's codes. */
    private static final int INVALID_ARGUMENT = 3;

    private static final int NOT_FOUND = 5;
    private static final int FAILED_PRECONDITION = 9;

    private final ChangeRequest request;
    private final MachineState machine;
    private final Deque<MachineEvent> todo = new ArrayDeque<>();
    private final Set<Recomputed> recomputed = EnumSet.noneOf(Recomputed.class);
    private final Set<Long> blocks = new TreeSet<>();
    private final int logBefore;
    private boolean changed;
    private int code;
    private String error = "";

    OpenChange(ChangeRequest request, MachineState machine) {
        this.request = request;
        this.machine = machine;
        this.logBefore = machine.log().size();
        try {
            todo.addAll(ChangePlan.of(request.getChange(), machine));
        } catch (ChangeRefused e) {
            refuse(e);
        }
    }

    /** One event whose change began under an earlier coordinator; nobody waits for its answer. */
    static OpenChange resumed(MachineEvent event, MachineState machine) {
        return new OpenChange(machine, event);
    }

    private OpenChange(MachineState machine, MachineEvent event) {
        this.request = ChangeRequest.getDefaultInstance();
        this.machine = machine;
        this.logBefore = machine.log().size();
        todo.add(event);
    }

    /** The event that is next; empty when all have happened, or one was refused. */
    Optional<MachineEvent> next() {
        return Optional.ofNullable(todo.peek());
    }

    /** The next event happens to the machine. */
    void happens() {
        MachineEvent event = todo.remove();
        Map<Long, Boolean> before =
                machine.blocks().stream().collect(Collectors.toMap(MemoryBlock::id, MemoryBlock::online));
        TunedMachine tunedBefore = machine.tuned();
        try {
            recomputed.addAll(machine.apply(event).recomputed());
            boolean onlyRead = event instanceof MachineEvent.SysctlRead;
            changed |= !onlyRead || !machine.tuned().equals(tunedBefore);
            machine.blocks().stream()
                    .filter(block -> !Objects.equals(before.get(block.id()), block.online()))
                    .forEach(block -> blocks.add(block.id()));
        } catch (ChangeRefused e) {
            refuse(e);
        }
    }

    void refuse(ChangeRefused refused) {
        refuse(
                switch (refused.errno()) {
                    case EINVAL -> INVALID_ARGUMENT;
                    case ENOENT -> NOT_FOUND;
                    case EBUSY, EEXIST -> FAILED_PRECONDITION;
                },
                String.valueOf(refused.getMessage()));
    }

    /** Something holds a block up: nothing after it is tried. */
    void refuseBusy(String reason) {
        refuse(FAILED_PRECONDITION, reason);
    }

    private void refuse(int with, String reason) {
        todo.clear();
        code = with;
        error = blocks.isEmpty() ? reason : reason + "; before that it was done with memory blocks " + blocks;
    }

    /** Whether anything has happened to the machine. */
    boolean hasChanged() {
        return changed;
    }

    String routerRef() {
        return request.getRouterRef();
    }

    ChangeAnswer answer(Epoch epoch) {
        ChangeAnswer.Builder answer =
                ChangeAnswer.newBuilder().setId(request.getId()).setCode(code).setError(error);
        if (code == 0) {
            MachineChanged.Builder done = MachineChanged.newBuilder()
                    .setEpoch(epoch)
                    .addAllRecomputed(recomputed.stream().map(Recomputed::label).toList())
                    .addAllLog(machine.log().subList(logBefore, machine.log().size()))
                    .addAllBlocks(List.copyOf(blocks));
            sysctl(request.getChange()).ifPresent(sysctl -> done.setSysctl(MachineMessages.sysctl(machine, sysctl)));
            answer.setChanged(done);
        }
        return answer.build();
    }

    private static Optional<VmSysctl> sysctl(MachineChange change) {
        return switch (change.getChangeCase()) {
            case SET_SYSCTL -> Optional.of(VmSysctl.of(change.getSetSysctl().getName()));
            case READ_SYSCTL -> Optional.of(VmSysctl.of(change.getReadSysctl().getName()));
            default -> Optional.empty();
        };
    }
}
