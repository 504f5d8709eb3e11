/** What the page allocator inside one node costs, beside yardsticks of the machine it is measured on. */
@NullMarked
package io.numactor.bench.core;

import org.jspecify.annotations.NullMarked;
