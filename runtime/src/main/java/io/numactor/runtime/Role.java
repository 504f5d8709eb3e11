package io.numactor.runtime;

import java.util.Locale;

/** What a JVM of the cluster does; one may have several roles. */
public enum Role {
    /** May rule: runs the coordinator (as cluster singleton). */
    CONTROL,
    /** Takes requests: router, gRPC, HTTP. */
    GATEWAY,
    /** Hosts NUMA nodes. */
    NODE;

    /** The name in the cluster's membership, {@code control}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role with this name.
     *
     * @throws IllegalArgumentException when there is none, naming those that are
     */
    public static Role parse(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no role '" + label + "': control, gateway or node");
    }
}
