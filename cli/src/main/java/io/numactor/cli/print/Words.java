package io.numactor.cli.print;

/** Numbers with their nouns. */
public final class Words {
    private Words() {}

    /** {@code 1 block}, {@code 2 blocks}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
