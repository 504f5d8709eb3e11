/** Counters, and indices computed from them. */
@NullMarked
package io.numactor.mm.stat;

import org.jspecify.annotations.NullMarked;
