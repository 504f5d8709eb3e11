package io.numactor.mm.kernel;

/** The kinds of machine that a kernel is built for. */
public enum Architecture {
    X86_64("x86_64"),
    /** Five levels of page tables: 57 bits of virtual and 52 of physical address (5.0 and later). */
    X86_64_LA57("x86_64-la57"),
    I386("i386"),
    /** Physical addresses of 36 bits. */
    I386_PAE("i386-pae");

    private final String label;

    Architecture(String label) {
        this.label = label;
    }

    /** As in {@code boot.json}: {@code i386-pae}. */
    public String label() {
        return label;
    }

    /** Whether virtual addresses have 32 bits, so that not all memory can be mapped. */
    public boolean isIa32() {
        return this == I386 || this == I386_PAE;
    }

    public boolean hasPae() {
        return this == I386_PAE;
    }
}
