package io.numactor.sim;

/** One JVM of the cluster: alive or not, and in which life. What was meant for an earlier life reaches nobody. */
abstract class Jvm {
    private final String name;
    private long uid;
    private boolean alive;

    Jvm(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** Tells two lives apart. */
    final long uid() {
        return uid;
    }

    final boolean isAlive() {
        return alive;
    }

    final boolean isAlive(long life) {
        return alive && uid == life;
    }

    /** Starts a new life. */
    final void start(long newUid) {
        uid = newUid;
        alive = true;
        started();
    }

    /** As by {@code kill -9}. */
    final void kill() {
        alive = false;
        killed();
    }

    abstract void started();

    abstract void killed();

    @Override
    public String toString() {
        return name;
    }
}
