/** The audit of a running cluster: asks coordinator, routers and nodes, and says what does not agree. */
@NullMarked
package io.numactor.coordinator.audit;

import org.jspecify.annotations.NullMarked;
