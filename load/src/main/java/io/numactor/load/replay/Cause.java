package io.numactor.load.replay;

/** Why an open replay placed a page elsewhere than the kernel, as far as one can tell. */
public enum Cause {
    MAPPING("another mapping's turn to interleave, which no trace tells"),
    AT_MARK("a zone within its counter's slack of the mark"),
    BOOST("a boost raised or dropped at another moment"),
    NO_BLOCK("no free block of the order, though pages enough"),
    LATE("free pages off by what differed before");

    private final String text;

    Cause(String text) {
        this.text = text;
    }

    /** The same for people. */
    public String text() {
        return text;
    }
}
