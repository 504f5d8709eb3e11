/** Zonelists: how they are ordered, and how an allocation walks them. */
@NullMarked
package io.numactor.mm.zonelist;

import org.jspecify.annotations.NullMarked;
