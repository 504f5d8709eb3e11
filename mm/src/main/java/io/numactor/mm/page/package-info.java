/** Page frame numbers, ranges of them, migrate types and the memory map. */
@NullMarked
package io.numactor.mm.page;

import org.jspecify.annotations.NullMarked;
