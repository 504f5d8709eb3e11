package io.numactor.cli.ca;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority in a folder: {@code ca.pem} and {@code ca-key.pem}. Keys are RSA: what Pekko's transport takes. */
final class Authority {
    static final String CERTIFICATE = "ca.pem";
    static final String KEY = "ca-key.pem";

    private static final int KEY_BITS = 3072;
    private static final int SERIAL_BITS = 128;
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;

    private Authority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** Makes a new one and writes it down. */
    static Authority create(Path folder) throws IOException, GeneralSecurityException {
        KeyPair pair = newKey();
        X500Principal name = new X500Principal("CN=Numactor local CA " + Long.toHexString(RANDOM.nextLong()));
        try {
            X509v3CertificateBuilder builder = certificate(name, name, pair, LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            Authority made = new Authority(signed(builder, pair.getPrivate()), pair.getPrivate());
            PemFile.write(folder.resolve(KEY), made.key);
            PemFile.write(folder.resolve(CERTIFICATE), made.certificate);
            return made;
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** The one that a folder has. */
    static Authority read(Path folder) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve(CERTIFICATE))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return new Authority(certificate, PemFile.readKey(folder.resolve(KEY)));
        }
    }

    /** Issues a certificate and writes it down with its key, beside the authority's. */
    void issueFirst(Subject subject, Path folder) throws IOException, GeneralSecurityException {
        KeyPair pair = newKey();
        X509Certificate issued = issue(subject, pair);
        PemFile.write(folder.resolve("key.pem"), pair.getPrivate());
        PemFile.write(folder.resolve("cert.pem"), issued);
    }

    /** The same in a folder of its own, with the authority's certificate. */
    void issue(Subject subject, Path folder) throws IOException, GeneralSecurityException {
        PemFile.write(folder.resolve(CERTIFICATE), certificate);
        issueFirst(subject, folder);
    }

    private X509Certificate issue(Subject subject, KeyPair pair) throws IOException, GeneralSecurityException {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder =
                    certificate(certificate.getSubjectX500Principal(), subject.principal(), pair, subject.life());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes(subject)));
            builder.addExtension(Extension.subjectAlternativeName, false, subject.names());
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(certificate));
            return signed(builder, key);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Members of a cluster take connections and make them; a client only makes them. */
    private static KeyPurposeId[] purposes(Subject subject) {
        return subject.isMember()
                ? new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}
                : new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
    }

    /** Valid since an hour ago: clocks differ. */
    private static X509v3CertificateBuilder certificate(
            X500Principal issuer, X500Principal subject, KeyPair pair, Duration life) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(life)),
                subject,
                pair.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(key)));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS, RANDOM);
        return generator.generateKeyPair();
    }
}
