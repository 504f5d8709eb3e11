/** Changes of the running machine: one after the other, each confirmed by all nodes and routers. */
@NullMarked
package io.numactor.coordinator.change;

import org.jspecify.annotations.NullMarked;
