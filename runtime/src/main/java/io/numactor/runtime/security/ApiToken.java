package io.numactor.runtime.security;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** The secret that a client of the public APIs shows: {@code Authorization: Bearer TOKEN}. Never printed. */
public final class ApiToken {
    /** Name of the gRPC metadata, and of the HTTP header in any case of its letters. */
    public static final String HEADER = "authorization";

    private static final String SCHEME = "Bearer ";
    /** Of RFC 6750, and long enough not to be guessed. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{16,512}=*");

    private final String secret;
    private final byte[] digest;

    private ApiToken(String secret) {
        this.secret = secret;
        this.digest = digest(secret);
    }

    /**
     * The token in a file: one line of 16 to 512 letters, digits and {@code ._~+/-}.
     *
     * @throws CredentialsRefused when there is none, or when others than its owner may read the file
     */
    public static ApiToken read(Path file) {
        String text = SecretFile.read(file, "token").strip();
        if (!FORM.matcher(text).matches()) {
            throw new CredentialsRefused(
                    file + ": is not a token of 16 to 512 letters, digits and ._~+/-; make one with"
                            + " '(umask 077; openssl rand -hex 32 >" + file + ")'");
        }
        return new ApiToken(text);
    }

    /** Whether a client's header shows this token. Takes as long for a nearly right one as for any other. */
    public boolean isShownBy(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        digest, digest(header.substring(SCHEME.length()).strip()));
    }

    /** What a client sends. */
    public String header() {
        return SCHEME + secret;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "a token";
    }
}
