/** Files, trees of YAML or JSON with their line numbers, and quantities: what every reader is built on. */
@NullMarked
package io.numactor.machine.document;

import org.jspecify.annotations.NullMarked;
