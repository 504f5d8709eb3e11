/** The main job in one go: a cluster, a load that overflows a node, a table of who served. */
@NullMarked
package io.numactor.cli.demo;

import org.jspecify.annotations.NullMarked;
