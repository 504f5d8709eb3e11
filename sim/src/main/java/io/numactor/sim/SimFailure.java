package io.numactor.sim;

/** An invariant does not hold. */
final class SimFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    SimFailure(String what) {
        super(what);
    }
}
