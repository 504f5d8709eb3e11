package io.numactor.proto;

import java.time.Duration;

/**
 * How long a hint may be relied on. A node that has withdrawn one waits for the router that has it, but not for ever: by
 * then the hint has lapsed on the other side as well, whatever the network does. The kernel's zonelist cache was emptied
 * once a second, too.
 */
public final class HintTimes {
    /** A node waits so long for a router that does not confirm a withdrawal. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A router uses a hint so long after it sent what the hint came in answer to. */
    public static final Duration LIFE = Duration.ofMillis(900);

    private HintTimes() {}
}
