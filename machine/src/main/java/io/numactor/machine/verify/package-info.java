/** Holds an emulated boot against what a real kernel printed. */
@NullMarked
package io.numactor.machine.verify;

import org.jspecify.annotations.NullMarked;
