package io.numactor.coordinator.router;

import io.numactor.api.v1.OperationResult;

/** Where the results of operations that travel together go; the first of them is number 0. */
@FunctionalInterface
interface ResultSlots {
    void set(int operation, OperationResult result);
}
