/** Replay of captured allocation traces. */
@NullMarked
package io.numactor.cli.replay;

import org.jspecify.annotations.NullMarked;
