package io.numactor.runtime.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file whose content only its owner may read. */
final class SecretFile {
    /** More is no secret of ours. */
    private static final long MAX_BYTES = 64 << 10;

    private static final Set<PosixFilePermission> OWNERS_ALONE = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretFile() {}

    /**
     * Its text.
     *
     * @param what for people, "private key"
     * @throws CredentialsRefused when it cannot be read, or when others than its owner may read or write it
     */
    static String read(Path file, String what) {
        try {
            checkOwnersAlone(file, what);
            if (Files.size(file) > MAX_BYTES) {
                throw new CredentialsRefused(file + ": is too large for a " + what);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new CredentialsRefused(file + ": the " + what + " cannot be read (" + e + ")", e);
        }
    }

    private static void checkOwnersAlone(Path file, String what) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CredentialsRefused(file + ": there is no such file; it should have the " + what);
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OWNERS_ALONE.containsAll(Files.getPosixFilePermissions(file))) {
            throw new CredentialsRefused(
                    file + ": others may read or write this " + what + "; run 'chmod 600 " + file + "'");
        }
    }
}
