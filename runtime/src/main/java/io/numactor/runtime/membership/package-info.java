/** Which part of a cluster lives on when its JVMs lose sight of each other. */
@NullMarked
package io.numactor.runtime.membership;

import org.jspecify.annotations.NullMarked;
