package io.numactor.cli;

/** What the command's exit status means. */
public final class ExitCode {
    public static final int OK = 0;
    /** A check or threshold failed, or an allocation was not served. */
    public static final int FAILED = 1;
    /** Bad usage or bad input. */
    public static final int USAGE = 2;
    /** The cluster does not answer. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
