/**
 * The running machine as one picture: which nodes, CPUs and memory blocks are in, and everything that Linux computes
 * over all of them, recomputed event by event.
 */
@NullMarked
package io.numactor.mm.machine;

import org.jspecify.annotations.NullMarked;
