/** Zones: their spans, marks, free lists and pagesets. */
@NullMarked
package io.numactor.mm.zone;

import org.jspecify.annotations.NullMarked;
