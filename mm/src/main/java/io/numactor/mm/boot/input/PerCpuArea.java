package io.numactor.mm.boot.input;

/**
 * The per-CPU first chunk.
 *
 * @param pages pages embedded per CPU
 * @param staticBytes size of the static per-CPU section
 * @param reservedBytes reserved for modules
 * @param dynamicBytes for dynamic allocations
 * @param unitBytes distance between two CPUs' units
 */
public record PerCpuArea(int pages, long staticBytes, long reservedBytes, long dynamicBytes, long unitBytes) {}
