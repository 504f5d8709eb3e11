package io.numactor.sim;

import java.util.HashMap;
import java.util.Map;

/** References as text, to one life of a JVM, and back. */
final class Refs {
    /** One life of a JVM. */
    record Life(Jvm jvm, long uid) {}

    private final Map<String, Life> lives = new HashMap<>();

    String of(Jvm jvm) {
        return of(jvm, jvm.uid());
    }

    String of(Jvm jvm, long uid) {
        String ref = jvm.name() + "#" + uid;
        lives.putIfAbsent(ref, new Life(jvm, uid));
        return ref;
    }

    Life life(String ref) {
        Life life = lives.get(ref);
        if (life == null) {
            throw new IllegalArgumentException("no such reference: " + ref);
        }
        return life;
    }
}
