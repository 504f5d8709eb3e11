package io.numactor.bench.limits;

import java.time.Duration;

/** Something that is measured in bursts: the product, or the bare transport beside it. */
@FunctionalInterface
interface Contender {
    /** The value of one burst: a rate, or a median time. Nothing is left in flight when it returns. */
    double burst(Duration length);
}
