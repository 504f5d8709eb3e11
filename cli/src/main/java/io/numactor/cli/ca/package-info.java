/** A small certificate authority, for trying out a cluster with certificates. */
@NullMarked
package io.numactor.cli.ca;

import org.jspecify.annotations.NullMarked;
