package io.numactor.cli.running;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.CredentialsRefused;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a cluster listens and what it asks of clients. Names files only: what is secret stays in them.
 *
 * @param host address that all its sockets bind to
 * @param tls folder with its certificates; "": connections are not encrypted
 * @param tokenFile file with the token of its public APIs; "": they ask for none
 */
public record Reach(String host, String tls, String tokenFile) {
    /** This computer alone. */
    public static final Reach LOOPBACK = new Reach(Ports.HOST, "", "");

    /**
     * What the user asked for.
     *
     * @throws ClusterProblem when it cannot be had, or lets others in without asking who they are
     */
    public static Reach of(String host, Optional<Path> tls, Optional<Path> tokenFile) {
        checkOurs(host);
        Reach reach = new Reach(host, absolute(tls), absolute(tokenFile));
        try {
            reach.credentials().checkFor(host);
        } catch (CredentialsRefused e) {
            throw ClusterProblem.usage(String.valueOf(e.getMessage()));
        }
        return reach;
    }

    private static String absolute(Optional<Path> path) {
        return path.map(given -> given.toAbsolutePath().normalize().toString()).orElse("");
    }

    private static void checkOurs(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (!(address instanceof Inet4Address) || address.isAnyLocalAddress()) {
                throw ClusterProblem.usage("--bind " + host
                        + ": give one IPv4 address of this computer, by which the JVMs reach each other");
            }
            if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
                throw ClusterProblem.usage("--bind " + host + ": is no address of this computer");
            }
        } catch (IOException e) {
            throw ClusterProblem.usage("--bind " + host + ": is no address of this computer");
        }
    }

    /** Reads certificates and token. */
    @JsonIgnore
    public Credentials credentials() {
        try {
            return Credentials.read(named(tls), named(tokenFile));
        } catch (CredentialsRefused e) {
            throw ClusterProblem.usage(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Path> named(String path) {
        return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    }

    /** Of the addresses of HTTP. */
    @JsonIgnore
    String scheme() {
        return tls.isEmpty() ? "http" : "https";
    }

    public String url(int port) {
        return scheme() + "://" + host + ":" + port;
    }

    /** Options of a JVM that listens so. */
    public List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of("--host", host));
        if (!tls.isEmpty()) {
            options.addAll(List.of("--tls", tls));
        }
        if (!tokenFile.isEmpty()) {
            options.addAll(List.of("--token-file", tokenFile));
        }
        return options;
    }
}
