/** Whole clusters under test: the real command, real JVMs, a real Prometheus, seen from outside. */
@NullMarked
package io.numactor.systemtests;

import org.jspecify.annotations.NullMarked;
