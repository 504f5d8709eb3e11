/** From the nodes' memory to their zones. */
@NullMarked
package io.numactor.mm.boot.zones;

import org.jspecify.annotations.NullMarked;
