/** Starting the JVMs of a local cluster, watching and ending them. */
@NullMarked
package io.numactor.cli.cluster;

import org.jspecify.annotations.NullMarked;
