package io.numactor.mm.machine;

/** A change that the running kernel would refuse; nothing has happened. */
public final class ChangeRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The error that the kernel would answer with. */
    public enum Errno {
        /** The value or range cannot be. */
        EINVAL,
        /** It is in use. */
        EBUSY,
        /** There is no such thing. */
        ENOENT,
        /** It is there already. */
        EEXIST
    }

    private final Errno errno;

    public ChangeRefused(Errno errno, String reason) {
        super(reason);
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }

    static ChangeRefused invalid(String reason) {
        return new ChangeRefused(Errno.EINVAL, reason);
    }
}
