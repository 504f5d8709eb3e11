/** What several groups of benchmarks need. */
@NullMarked
package io.numactor.bench;

import org.jspecify.annotations.NullMarked;
