/** How questions travel to the nodes: lanes with credit, batches, what is hinted to save a question. */
@NullMarked
package io.numactor.coordinator.router.lane;

import org.jspecify.annotations.NullMarked;
