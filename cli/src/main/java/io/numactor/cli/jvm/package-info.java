/** One JVM of a cluster: its roles put together, started and stopped. */
@NullMarked
package io.numactor.cli.jvm;

import org.jspecify.annotations.NullMarked;
