package io.numactor.cli.ca;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/** Certificates and keys as files; a key is readable by its owner alone from its first byte on. */
final class PemFile {
    private static final int LINE = 64;
    private static final String KEY = "PRIVATE KEY";

    private PemFile() {}

    static void write(Path file, PrivateKey key) throws IOException {
        write(file, KEY, key.getEncoded(), "rw-------");
    }

    static void write(Path file, X509Certificate certificate) throws IOException, GeneralSecurityException {
        write(file, "CERTIFICATE", certificate.getEncoded(), "rw-r--r--");
    }

    static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file).replaceAll("-----(?:BEGIN|END) " + KEY + "-----", "");
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + ": is no private key", e);
        }
    }

    /** Never over an existing file. */
    private static void write(Path file, String type, byte[] der, String mode) throws IOException {
        String text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.createFile(file, attributes(file, mode));
        Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    private static FileAttribute<?>[] attributes(Path file, String mode) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }
}
