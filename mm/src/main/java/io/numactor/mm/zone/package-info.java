/** Zones: their kinds, spans, watermarks, reserves, free lists and pagesets. */
@NullMarked
package io.numactor.mm.zone;

import org.jspecify.annotations.NullMarked;
