package io.numactor.runtime;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a JVM of the cluster does; one may have several roles. */
public enum Role {
    /** May rule: runs the coordinator (as cluster singleton). */
    CONTROL,
    /** Takes requests: router, gRPC, HTTP. */
    GATEWAY,
    /** Hosts NUMA nodes. */
    NODE;

    private static final String HTTP = "http-";

    /** The name in the cluster's membership, {@code control}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What lets the others know a member's HTTP port: there is nothing else that the membership has of every member. */
    static String ofHttpPort(int port) {
        return HTTP + port;
    }

    /** A member's HTTP port, by its roles. */
    public static Optional<Integer> httpPort(Set<String> roles) {
        return roles.stream()
                .filter(role -> role.startsWith(HTTP))
                .map(role -> Integer.valueOf(role.substring(HTTP.length())))
                .findFirst();
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
