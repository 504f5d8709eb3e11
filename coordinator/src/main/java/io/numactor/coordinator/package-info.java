/** The control plane and the gateways: boot, membership, zonelists, routing, APIs. */
@NullMarked
package io.numactor.coordinator;

import org.jspecify.annotations.NullMarked;
