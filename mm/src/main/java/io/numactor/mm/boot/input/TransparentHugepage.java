package io.numactor.mm.boot.input;

/** The transparent huge page setting that the running system ends up with. */
public enum TransparentHugepage {
    ALWAYS,
    MADVISE,
    NEVER
}
