package io.numactor.mm.boot;

/** The transparent huge page setting that the running system ends up with. */
public enum TransparentHugepage {
    ALWAYS,
    MADVISE,
    NEVER
}
