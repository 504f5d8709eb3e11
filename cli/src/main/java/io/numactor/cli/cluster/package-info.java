/** The local cluster: starting its JVMs, watching and ending them, and what is known of them on disk. */
@NullMarked
package io.numactor.cli.cluster;

import org.jspecify.annotations.NullMarked;
