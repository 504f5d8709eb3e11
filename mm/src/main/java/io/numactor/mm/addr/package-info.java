/** The kernel's virtual address space: where the direct mapping, vmalloc, kmap and fixmap areas lie. */
@NullMarked
package io.numactor.mm.addr;

import org.jspecify.annotations.NullMarked;
