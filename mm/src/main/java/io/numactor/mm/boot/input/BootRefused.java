package io.numactor.mm.boot.input;

/** A machine that cannot boot, and which part of its description is to blame. */
public final class BootRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String field;

    public BootRefused(String field, String reason) {
        super(field + ": " + reason);
        this.field = field;
    }

    /** The component of {@link BootInput} that has to change. */
    public String field() {
        return field;
    }
}
