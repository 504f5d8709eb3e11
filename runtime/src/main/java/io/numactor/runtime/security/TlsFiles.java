package io.numactor.runtime.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of one side of a connection, in PEM: {@code ca.pem}, whom to trust; {@code cert.pem}, issued by it;
 * {@code key.pem}, the key of that. Both sides show theirs.
 *
 * @param authority the certificate of whoever issued all others
 * @param certificate our own
 * @param key its private key, RSA in PKCS #8, readable by its owner alone
 */
public record TlsFiles(Path authority, Path certificate, Path key) {

    /**
     * Those in a folder, looked at closely: what would fail in the middle of a handshake fails here.
     *
     * @throws CredentialsRefused when one is missing, unreadable, readable by others, out of date, or does not fit the others
     */
    public static TlsFiles in(Path folder) {
        Path directory = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            throw new CredentialsRefused(folder + ": there is no such folder; 'numactor ca init " + folder
                    + "' makes one with certificates");
        }
        TlsFiles files =
                new TlsFiles(directory.resolve("ca.pem"), directory.resolve("cert.pem"), directory.resolve("key.pem"));
        files.check();
        return files;
    }

    /** What the JDK needs to speak TLS with these. */
    public SSLContext context() {
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry("ca", Pem.certificate(authority));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialsRefused(certificate + ": cannot be used (" + e.getMessage() + ")", e);
        }
    }

    /** What shows our certificate. */
    public KeyManager[] keyManagers() {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            char[] none = new char[0];
            X509Certificate[] chain = {Pem.certificate(certificate), Pem.certificate(authority)};
            own.setKeyEntry("own", Pem.key(key), none, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, none);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new CredentialsRefused(certificate + ": cannot be used (" + e.getMessage() + ")", e);
        }
    }

    private void check() {
        X509Certificate issuer = Pem.certificate(authority);
        X509Certificate own = Pem.certificate(certificate);
        checkTime(authority, issuer);
        checkTime(certificate, own);
        try {
            own.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CredentialsRefused(
                    certificate + ": was not issued by " + authority + "; issue one with 'numactor ca'", e);
        }
        if (!fits(Pem.key(key), own)) {
            throw new CredentialsRefused(key + ": is not the key of " + certificate);
        }
    }

    private static void checkTime(Path file, X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new CredentialsRefused(
                    file + ": has expired on " + certificate.getNotAfter().toInstant()
                            + "; issue a new one with 'numactor ca'",
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new CredentialsRefused(
                    file + ": is valid from " + certificate.getNotBefore().toInstant()
                            + " on; look at this computer's clock",
                    e);
        }
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        byte[] text = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance("SHA256withRSA");
            signing.initSign(key);
            signing.update(text);
            Signature verifying = Signature.getInstance("SHA256withRSA");
            verifying.initVerify(certificate);
            verifying.update(text);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
