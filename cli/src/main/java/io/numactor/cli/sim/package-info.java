/** The command that simulates a cluster under faults. */
@NullMarked
package io.numactor.cli.sim;

import org.jspecify.annotations.NullMarked;
