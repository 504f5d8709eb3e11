package io.numactor.runtime.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM files: one certificate, or one private key in PKCS #8. */
final class Pem {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,32768})-----END PRIVATE KEY-----", Pattern.DOTALL);

    private Pem() {}

    static X509Certificate certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new CredentialsRefused(file + ": is not a certificate in PEM (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new CredentialsRefused(
                    file + ": the certificate cannot be read (" + e + "); 'numactor ca init DIR' makes a set of them",
                    e);
        }
    }

    /** An RSA key: what Pekko's transport takes. */
    static PrivateKey key(Path file) {
        Matcher pem = KEY.matcher(SecretFile.read(file, "private key"));
        if (!pem.find()) {
            throw new CredentialsRefused(file + ": is not a private key in PEM (PKCS #8, without a password)");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CredentialsRefused(file + ": is not an RSA private key (" + e.getMessage() + ")", e);
        }
    }
}
