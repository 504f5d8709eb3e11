package io.numactor.sim;

import java.util.List;
import java.util.SplittableRandom;

/** Chance from a seed: the same on every JVM. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A source of its own, that the other's use does not disturb. */
    Chance split() {
        return new Chance(random.nextLong());
    }

    boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    /** 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** {@code least} to {@code most}. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    long id(int bits) {
        return random.nextLong(1, 1L << bits);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }
}
