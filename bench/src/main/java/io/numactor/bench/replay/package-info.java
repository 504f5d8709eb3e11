/** How fast traces of a real kernel are replayed. */
@NullMarked
package io.numactor.bench.replay;

import org.jspecify.annotations.NullMarked;
