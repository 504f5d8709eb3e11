/** Routing of allocations over the nodes, in zonelist order. */
@NullMarked
package io.numactor.coordinator.router;

import org.jspecify.annotations.NullMarked;
