/** Load generators and the client of the public API that they, and the command, are written with. */
@NullMarked
package io.numactor.load;

import org.jspecify.annotations.NullMarked;
