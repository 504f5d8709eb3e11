/** Allocation requests: flags, results, and why a zone was passed over. */
@NullMarked
package io.numactor.mm.alloc;

import org.jspecify.annotations.NullMarked;
