/** Replay of allocation traces against the model of the page allocator. */
@NullMarked
package io.numactor.load.replay;

import org.jspecify.annotations.NullMarked;
