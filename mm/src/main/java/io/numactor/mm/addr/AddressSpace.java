package io.numactor.mm.addr;

import java.util.List;

/** How a kernel divides its virtual addresses, and how it gets from a physical address to a virtual one and back. */
public sealed interface AddressSpace permits Ia32AddressSpace, Amd64AddressSpace {
    /** Everything from address 0 to the last one, ascending, without gaps. */
    List<AddressRegion> regions();

    /**
     * {@code __va}: where the direct mapping has this physical address.
     *
     * @throws IllegalArgumentException when it is not mapped there
     */
    long va(long physical);

    /**
     * {@code __pa}: what the direct mapping has at this virtual address; AMD64: also what the text mapping has.
     *
     * @throws IllegalArgumentException when the address is in neither
     */
    long pa(long virtual);

    /** {@code high_memory}: first virtual address behind the direct mapping of RAM. */
    long highMemory();

    /** The addresses that have names of their own, ascending. */
    List<AddressSymbol> symbols();

    /** Hexadecimal digits of an address. */
    int digits();
}
