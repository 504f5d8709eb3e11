/** Commands that make nodes and control JVMs of a local cluster fail, and come back. */
@NullMarked
package io.numactor.cli.fault;

import org.jspecify.annotations.NullMarked;
