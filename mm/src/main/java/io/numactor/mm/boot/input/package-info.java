/** What firmware, boot loader and administrator tell the kernel, as the boot reads it. */
@NullMarked
package io.numactor.mm.boot.input;

import org.jspecify.annotations.NullMarked;
