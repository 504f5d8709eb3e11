/** What follows from the sysctls and the sizes of all zones: watermarks, reserves, pageset sizes, thresholds. */
@NullMarked
package io.numactor.mm.watermark;

import org.jspecify.annotations.NullMarked;
