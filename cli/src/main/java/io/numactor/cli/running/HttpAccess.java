package io.numactor.cli.running;

import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.Credentials;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** The way to the HTTP ports of a cluster, with the certificate and the token that it asks for. */
public final class HttpAccess {
    private final Reach reach;
    private final Optional<SSLSocketFactory> sockets;
    private final Optional<ApiToken> token;

    public HttpAccess(Reach reach) {
        Credentials credentials = reach.credentials();
        this.reach = reach;
        this.sockets = credentials.tls().map(files -> files.context().getSocketFactory());
        this.token = credentials.token();
    }

    /** Not connected yet. */
    public HttpURLConnection open(int port, String path, int timeoutMillis) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(reach.url(port) + path).toURL().openConnection();
        sockets.ifPresent(factory -> ((HttpsURLConnection) connection).setSSLSocketFactory(factory));
        token.ifPresent(shown -> connection.setRequestProperty(ApiToken.HEADER, shown.header()));
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        return connection;
    }
}
