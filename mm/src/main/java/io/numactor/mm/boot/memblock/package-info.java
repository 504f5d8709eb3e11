/** The early allocators ({@code memblock}, {@code bootmem}), and who takes memory from them. */
@NullMarked
package io.numactor.mm.boot.memblock;

import org.jspecify.annotations.NullMarked;
