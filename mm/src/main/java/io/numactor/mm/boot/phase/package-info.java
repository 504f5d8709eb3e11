/** The steps of a boot, and what is logged in each. */
@NullMarked
package io.numactor.mm.boot.phase;

import org.jspecify.annotations.NullMarked;
