/** What differs between kernel versions. */
@NullMarked
package io.numactor.mm.kernel;

import org.jspecify.annotations.NullMarked;
