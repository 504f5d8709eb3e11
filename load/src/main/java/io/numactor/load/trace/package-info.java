/** Allocation traces of a running kernel: what tracefs, {@code perf script} and {@code trace-cmd report} print. */
@NullMarked
package io.numactor.load.trace;

import org.jspecify.annotations.NullMarked;
