/** What is known of a cluster that runs here: its record on disk, its processes, how to reach it. */
@NullMarked
package io.numactor.cli.running;

import org.jspecify.annotations.NullMarked;
