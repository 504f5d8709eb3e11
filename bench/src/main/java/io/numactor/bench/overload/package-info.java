/** What a cluster does that is asked for far more than it can. */
@NullMarked
package io.numactor.bench.overload;

import org.jspecify.annotations.NullMarked;
