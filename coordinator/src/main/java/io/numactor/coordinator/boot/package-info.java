/** The boot as the coordinator conducts it: who hosts which node, orders, confirmations, barriers. */
@NullMarked
package io.numactor.coordinator.boot;

import org.jspecify.annotations.NullMarked;
