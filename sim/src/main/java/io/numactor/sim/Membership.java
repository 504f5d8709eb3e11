package io.numactor.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster's membership, as a split brain resolver decides it: one history of who is in, which everybody hears of at
 * some time. A JVM that is silent for too long is removed; when it lives, it learns of it late and ends itself.
 */
final class Membership {
    private static final int DETECT_MIN_MILLIS = 400;
    private static final int DETECT_MAX_MILLIS = 1_200;
    private static final int GOSSIP_MILLIS = 600;
    private static final int ZOMBIE_MILLIS = 5_000;

    private final World world;
    private final Chance chance;
    private final Map<Long, Jvm> members = new LinkedHashMap<>();

    Membership(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    void join(Jvm jvm) {
        members.entrySet().stream()
                .filter(member -> member.getValue() == jvm)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(earlier -> remove(jvm, earlier));
        members.put(jvm.uid(), jvm);
        long uid = jvm.uid();
        world.controls().forEach(control -> gossip(() -> control.memberJoined(uid)));
        chooseCoordinator();
    }

    private void gossip(Runnable action) {
        world.agenda().afterMillis(chance.below(GOSSIP_MILLIS), "gossip", action);
    }

    /** It does not answer any more; unless it is heard of again in time, it is removed. */
    void silent(Jvm jvm) {
        long uid = jvm.uid();
        world.agenda().afterMillis(chance.between(DETECT_MIN_MILLIS, DETECT_MAX_MILLIS), "detector", () -> {
            if (!jvm.isAlive(uid) || world.network().isIsolated(jvm)) {
                remove(jvm, uid);
            }
        });
    }

    private void remove(Jvm jvm, long uid) {
        if (members.remove(uid) == null) {
            return;
        }
        world.trace("membership: " + jvm + " is removed");
        world.controls().stream().filter(control -> control != jvm).forEach(control -> {
            long life = control.uid();
            gossip(() -> {
                if (control.isAlive(life)) {
                    control.memberLeft(uid, jvm.name());
                }
            });
        });
        chooseCoordinator();
        world.agenda().afterMillis(chance.below(ZOMBIE_MILLIS), "zombie", () -> {
            if (jvm.isAlive(uid)) {
                world.kill(jvm);
            }
        });
    }

    private void chooseCoordinator() {
        coordinator()
                .ifPresent(oldest -> gossip(() -> {
                    if (members.get(oldest.uid()) == oldest) {
                        oldest.becomeCoordinator(Set.copyOf(members.keySet()));
                    }
                }));
    }

    /** The JVM that is taken to run the coordinator. */
    Optional<ControlJvm> coordinator() {
        return members.values().stream()
                .filter(ControlJvm.class::isInstance)
                .map(ControlJvm.class::cast)
                .findFirst();
    }

    boolean isMember(Jvm jvm) {
        return members.get(jvm.uid()) == jvm;
    }
}
