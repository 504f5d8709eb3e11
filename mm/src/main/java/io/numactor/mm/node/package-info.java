/** One NUMA node: its pg_data_t and what can be seen of it. */
@NullMarked
package io.numactor.mm.node;

import org.jspecify.annotations.NullMarked;
