package io.numactor.runtime.http;

import io.numactor.runtime.security.Credentials;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** Asks another JVM of the cluster over HTTP whether it lives, which needs no membership. */
public final class LiveCheck {
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Optional<SSLSocketFactory> sockets;

    /** @param credentials those of the whole cluster */
    public LiveCheck(Credentials credentials) {
        this.sockets = credentials.tls().map(files -> files.context().getSocketFactory());
    }

    /** Whether it answers; waits for at most a few seconds. */
    public boolean lives(String host, int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create((sockets.isPresent() ? "https" : "http") + "://" + host + ":" + port + "/health/live")
                            .toURL()
                            .openConnection();
            sockets.ifPresent(factory -> ((HttpsURLConnection) connection).setSSLSocketFactory(factory));
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
