package io.numactor.cli.running;

import java.util.List;

/** How the JVMs of a cluster are tuned. */
public enum Profile {
    /** Starts soon and stays small: the first compiler only, which halves the CPU time of a start. */
    QUICK("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms48m", "-Xmx384m"),
    /** For numbers worth quoting: the optimizing compiler and a heap that needs no growing. */
    MEASURED("-XX:+UseParallelGC", "-Xms512m", "-Xmx1g");

    private final List<String> flags;

    Profile(String... flags) {
        this.flags = List.of(flags);
    }

    public List<String> flags() {
        return flags;
    }
}
