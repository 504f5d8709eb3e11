package io.numactor.sim;

import io.numactor.api.v1.AddMemory;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.OfflineMemory;
import io.numactor.api.v1.OnlineMemory;
import io.numactor.api.v1.SetSysctl;
import io.numactor.api.v1.Sysctl;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Somebody who writes a tunable of the running machine again and again, each time another value, and has memory blocks
 * plugged in and set on- and offline, through whichever gateway lives. What was written and answered must be in force in
 * the end, whatever became of coordinators since.
 */
final class SimOperator {
    private static final String TUNABLE = "vm.watermark_scale_factor";
    private static final int LEAST = 10;
    /** Every third change is one of memory. */
    private static final int MEMORY = 3;
    /** Pages of a memory block of 128 MiB. */
    private static final int BLOCK_PAGES = 1 << 15;

    private static final int PAUSE_MILLIS = 700;
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int LINK_MILLIS = 2;

    private final World world;
    private final Chance chance;
    private final Set<Long> unanswered = new HashSet<>();
    private long lastAsked;
    private long lastDone;
    private boolean working = true;

    SimOperator(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    void begin() {
        later(PAUSE_MILLIS);
    }

    void retire() {
        working = false;
    }

    private void later(int millis) {
        long after = lastAsked;
        world.agenda().afterMillis(1 + chance.below(millis), "operator", () -> {
            if (working && after == lastAsked) {
                write();
            }
        });
    }

    private void write() {
        List<GatewayJvm> alive = world.gateways().stream().filter(Jvm::isAlive).toList();
        lastAsked++;
        if (!alive.isEmpty()) {
            unanswered.add(lastAsked);
            send(chance.oneOf(alive), lastAsked);
        }
        later(PATIENCE_MILLIS);
    }

    private void send(GatewayJvm gateway, long id) {
        ChangeRequest request = ChangeRequest.newBuilder()
                .setId(id)
                .setChange(isOfMemory(id) ? ofMemory(id / MEMORY - 1) : ofTunable(id))
                .build();
        String ref = world.refs().of(gateway);
        world.membership()
                .coordinator()
                .ifPresent(control ->
                        world.agenda().afterMillis(LINK_MILLIS, "change", () -> control.changeMachine(ref, request)));
    }

    private static boolean isOfMemory(long id) {
        return id % MEMORY == 0;
    }

    private static MachineChange.Builder ofTunable(long id) {
        return MachineChange.newBuilder()
                .setSetSysctl(SetSysctl.newBuilder().setName(TUNABLE).setValue(value(id)));
    }

    /** A block is plugged in and goes online, and those that can be go offline again. */
    private MachineChange.Builder ofMemory(long turn) {
        int nid = (int) (turn / MEMORY) % world.nodes().size();
        return switch ((int) (turn % MEMORY)) {
            case 0 ->
                MachineChange.newBuilder()
                        .setAddMemory(AddMemory.newBuilder().setNode(nid).setPages(BLOCK_PAGES));
            case 1 ->
                MachineChange.newBuilder()
                        .setOnlineMemory(OnlineMemory.newBuilder().setNode(nid));
            default ->
                MachineChange.newBuilder()
                        .setOfflineMemory(OfflineMemory.newBuilder().setNode(nid));
        };
    }

    private static String value(long id) {
        return String.valueOf(LEAST + id);
    }

    void answered(ChangeAnswer answer) {
        world.agenda().afterMillis(LINK_MILLIS, "answer", () -> {
            world.trace(() -> "the operator is answered " + answer.getId() + ": " + answer.getError());
            if (isOfMemory(answer.getId())) {
                later(PAUSE_MILLIS);
            } else if (answer.getCode() == 0 && unanswered.remove(answer.getId())) {
                lastDone = Math.max(lastDone, answer.getId());
                later(PAUSE_MILLIS);
            }
        });
    }

    /** Writes that were answered. */
    long done() {
        return lastDone;
    }

    /** What a gateway shows must be what was answered last, or what may have been carried out without an answer. */
    void settled(GatewayJvm gateway, List<Sysctl> shown) {
        String value = shown.stream()
                .filter(sysctl -> sysctl.getName().equals(TUNABLE))
                .map(Sysctl::getValue)
                .findFirst()
                .orElse("");
        boolean fine = lastDone == 0
                || value.equals(value(lastDone))
                || unanswered.stream().anyMatch(id -> value.equals(value(id)));
        if (!fine) {
            throw new SimFailure(
                    gateway + " shows " + TUNABLE + " = " + value + ", but " + value(lastDone) + " was answered last");
        }
    }
}
