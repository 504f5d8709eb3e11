package io.numactor.systemtests;

import io.numactor.runtime.security.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A connection that trusts the cluster and shows some certificate, or none. Whether that was enough shows only in what
 * comes back: with TLS 1.3 the client's side of the handshake ends before the server has looked at its certificate.
 */
final class Handshake {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int PATIENCE_MILLIS = 3_000;

    private final SSLContext context;

    private Handshake(SSLContext context) {
        this.context = context;
    }

    /** Shows the certificate in a folder; {@code trusted} has that of the cluster's authority. */
    static Handshake showing(Optional<Path> folder, Path trusted) {
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry("ca", certificate(trusted.resolve("ca.pem")));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(folder.map(Handshake::keys).orElse(null), trust.getTrustManagers(), null);
            return new Handshake(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static javax.net.ssl.KeyManager[] keys(Path folder) {
        return TlsFiles.in(folder).keyManagers();
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (java.io.InputStream in = java.nio.file.Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** Whether the server goes on with us after these bytes: it answers, or waits for more. */
    boolean isAccepted(int port, byte[] hello, String... protocols) {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getOutputStream().write(hello);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
