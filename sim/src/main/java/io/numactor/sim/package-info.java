/** A whole cluster in one thread: the same cores as in the actors, over a simulated network, clock and membership. */
@NullMarked
package io.numactor.sim;

import org.jspecify.annotations.NullMarked;
