package io.numactor.cli.ca;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Whom a certificate is for. All members of a cluster share the name {@link #MEMBERS}, by which they know each other
 * between their JVMs; a client has none of it, so its certificate opens the public APIs alone.
 *
 * @param name common name
 * @param isMember whether it may be a JVM of the cluster
 * @param hosts IPv4 addresses and host names that it answers at
 * @param life how long the certificate is valid
 */
record Subject(String name, boolean isMember, List<String> hosts, Duration life) {
    static final String MEMBERS = "numactor";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern IPV4 = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");

    Subject {
        hosts = List.copyOf(hosts);
        Stream.concat(Stream.of(name), hosts.stream()).forEach(Subject::check);
    }

    private static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is no host name, address or name: use letters, digits, '.', '_' and '-', 63 at most");
        }
    }

    X500Principal principal() {
        return new X500Principal("CN=" + name);
    }

    GeneralNames names() {
        return new GeneralNames(hosts.stream().map(Subject::name).toArray(GeneralName[]::new));
    }

    private static GeneralName name(String host) {
        return new GeneralName(IPV4.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }
}
