/** Parsers of what a real kernel printed. */
@NullMarked
package io.numactor.machine.capture;

import org.jspecify.annotations.NullMarked;
