package io.numactor.mm.kernel;

/** The kernels whose behaviour is emulated. Whatever differs between them is a method here. */
public enum KernelVersion {
    V6_1("6.1");

    private final String label;

    KernelVersion(String label) {
        this.label = label;
    }

    /** {@code 6.1}. */
    public String label() {
        return label;
    }
}
