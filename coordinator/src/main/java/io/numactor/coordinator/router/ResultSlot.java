package io.numactor.coordinator.router;

import io.numactor.api.v1.OperationResult;

/** Where the result of one operation of a batch goes. */
@FunctionalInterface
interface ResultSlot {
    void set(OperationResult result);
}
