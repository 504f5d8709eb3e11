/** The canonical, hand-writable form of a machine. */
@NullMarked
package io.numactor.machine.yaml;

import org.jspecify.annotations.NullMarked;
