/** The product's requests, each figure beside what the bare transport does in the same run. */
@NullMarked
package io.numactor.bench.limits;

import org.jspecify.annotations.NullMarked;
