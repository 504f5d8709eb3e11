/** From the firmware's affinity tables to nodes: blocks, distances, emulation. */
@NullMarked
package io.numactor.mm.boot.numa;

import org.jspecify.annotations.NullMarked;
