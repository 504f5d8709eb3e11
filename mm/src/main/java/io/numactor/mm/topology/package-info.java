/** What nodes and zones are called: ids, masks, kinds of zones; and distances. */
@NullMarked
package io.numactor.mm.topology;

import org.jspecify.annotations.NullMarked;
