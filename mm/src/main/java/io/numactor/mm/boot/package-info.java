/** From the firmware's memory map to nodes, zones and watermarks. */
@NullMarked
package io.numactor.mm.boot;

import org.jspecify.annotations.NullMarked;
