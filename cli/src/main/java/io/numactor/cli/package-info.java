/** The {@code numactor} command. */
@NullMarked
package io.numactor.cli;

import org.jspecify.annotations.NullMarked;
