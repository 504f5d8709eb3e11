/** One NUMA node: the actor that owns one PgData, and the host that starts it. */
@NullMarked
package io.numactor.node;

import org.jspecify.annotations.NullMarked;
