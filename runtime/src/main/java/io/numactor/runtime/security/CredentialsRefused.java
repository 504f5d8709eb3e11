package io.numactor.runtime.security;

import java.io.Serial;

/** Certificates or a token that cannot be used, or that are missing; the message says what to do. */
public final class CredentialsRefused extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    CredentialsRefused(String message) {
        super(message);
    }

    CredentialsRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
