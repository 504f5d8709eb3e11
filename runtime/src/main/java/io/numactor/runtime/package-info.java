/** What every JVM of the cluster needs: who it is, how its actor system is set up, how it starts and stops. */
@NullMarked
package io.numactor.runtime;

import org.jspecify.annotations.NullMarked;
