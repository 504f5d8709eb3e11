/** Archives of classes, with which JVMs start faster. */
@NullMarked
package io.numactor.cli.train;

import org.jspecify.annotations.NullMarked;
