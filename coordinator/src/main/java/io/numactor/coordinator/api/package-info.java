/** The public APIs: gRPC, and the same as HTTP with JSON. */
@NullMarked
package io.numactor.coordinator.api;

import org.jspecify.annotations.NullMarked;
