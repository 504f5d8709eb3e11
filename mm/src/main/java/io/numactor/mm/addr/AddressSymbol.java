package io.numactor.mm.addr;

/** A name of the kernel's for an address: {@code VMALLOC_START}. */
public record AddressSymbol(String name, long address) {}
