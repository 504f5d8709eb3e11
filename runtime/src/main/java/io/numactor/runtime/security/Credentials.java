package io.numactor.runtime.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a JVM asks of whoever connects to it, and what a client shows.
 *
 * @param tls certificates; empty: connections are not encrypted
 * @param token of the public APIs; empty: they ask for none
 */
public record Credentials(Optional<TlsFiles> tls, Optional<ApiToken> token) {
    /** Neither; enough for a cluster that only this computer reaches. */
    public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

    /**
     * Reads what is named.
     *
     * @param tls a folder, as {@link TlsFiles#in} takes it
     * @param token a file, as {@link ApiToken#read} takes it
     * @throws CredentialsRefused when one of them cannot be used
     */
    public static Credentials read(Optional<Path> tls, Optional<Path> token) {
        return new Credentials(tls.map(TlsFiles::in), token.map(ApiToken::read));
    }

    /**
     * Refuses to listen where other computers reach us without knowing who they are.
     *
     * @param address that sockets are to bind to
     * @throws CredentialsRefused with what is missing, when it is no loopback address
     */
    public void checkFor(String address) {
        if (isLoopback(address)) {
            return;
        }
        if (tls.isEmpty()) {
            throw new CredentialsRefused(address
                    + " can be reached from other computers, which needs certificates: make some with"
                    + " 'numactor ca init DIR --host " + address + "' and give --tls DIR, or listen on 127.0.0.1");
        }
        if (token.isEmpty()) {
            throw new CredentialsRefused(
                    address + " can be reached from other computers, which needs a token: make one with"
                            + " '(umask 077; openssl rand -hex 32 >FILE)' and give --token-file FILE, or listen on 127.0.0.1");
        }
    }

    /**
     * Refuses to show the token to another computer in the clear.
     *
     * @throws CredentialsRefused when there is a token, no encryption, and no loopback address
     */
    public void checkShownTo(String address) {
        if (token.isPresent() && tls.isEmpty() && !isLoopback(address)) {
            throw new CredentialsRefused("the token would go to " + address
                    + " without encryption; give --tls DIR with certificates for it");
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new CredentialsRefused(address + ": is no address of this computer", e);
        }
    }
}
