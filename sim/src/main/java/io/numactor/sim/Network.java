package io.numactor.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Carries messages between JVMs, late, twice, in another order, or not at all. */
final class Network {
    private static final int BASE_MICROS = 200;
    private static final int SPREAD_MICROS = 1_500;
    private static final int LATE_MILLIS = 12_000;
    private static final long ANY_LIFE = -1;

    private record Pair(String from, String to) {}

    private final Agenda agenda;
    private final Chance chance;
    private final FaultLevel faults;
    private final Set<String> isolated = new HashSet<>();
    private final Map<Pair, Integer> cuts = new HashMap<>();
    private boolean faulty;

    Network(Agenda agenda, Chance chance, FaultLevel faults) {
        this.agenda = agenda;
        this.chance = chance;
        this.faults = faults;
    }

    /** From now on messages are dropped, duplicated and slow. */
    void decay() {
        faulty = true;
    }

    /** From now on everything arrives, once and in time. */
    void heal() {
        faulty = false;
        isolated.clear();
        cuts.clear();
    }

    void isolate(Jvm jvm) {
        isolated.add(jvm.name());
    }

    void rejoin(Jvm jvm) {
        isolated.remove(jvm.name());
    }

    boolean isIsolated(Jvm jvm) {
        return isolated.contains(jvm.name());
    }

    void cut(Jvm one, Jvm other, boolean open) {
        cuts.merge(new Pair(one.name(), other.name()), open ? -1 : 1, Integer::sum);
        cuts.merge(new Pair(other.name(), one.name()), open ? -1 : 1, Integer::sum);
    }

    /** Sends to one life of a JVM. */
    void send(Jvm from, Jvm to, long life, String what, Runnable delivery) {
        if (faulty && chance.happens(faults.dropped())) {
            return;
        }
        deliver(from, to, life, what, delivery);
        if (faulty && chance.happens(faults.duplicated())) {
            deliver(from, to, life, what, delivery);
        }
    }

    /** Sends to an address: to whoever lives there when it arrives. */
    void send(Jvm from, Jvm to, String what, Runnable delivery) {
        send(from, to, ANY_LIFE, what, delivery);
    }

    private void deliver(Jvm from, Jvm to, long life, String what, Runnable delivery) {
        long micros = (long) BASE_MICROS + chance.below(SPREAD_MICROS);
        if (faulty && chance.happens(faults.slow())) {
            micros += 1_000L * chance.below(1 + chance.below(faults.slowMillis()));
        }
        if (faulty && chance.happens(faults.late())) {
            micros += 1_000L * chance.below(LATE_MILLIS);
        }
        agenda.afterMicros(micros, what, () -> {
            boolean lives = life == ANY_LIFE ? to.isAlive() : to.isAlive(life);
            if (lives && isOpen(from, to)) {
                delivery.run();
            }
        });
    }

    private boolean isOpen(Jvm from, Jvm to) {
        return from == to
                || (!isolated.contains(from.name())
                        && !isolated.contains(to.name())
                        && cuts.getOrDefault(new Pair(from.name(), to.name()), 0) <= 0);
    }
}
