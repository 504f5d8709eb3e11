/** Subcommands that talk to a running cluster, and those that boot a machine in this JVM. */
@NullMarked
package io.numactor.cli.client;

import org.jspecify.annotations.NullMarked;
