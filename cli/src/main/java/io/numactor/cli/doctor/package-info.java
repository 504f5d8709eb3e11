/** What this machine lacks for running clusters, and the cure. */
@NullMarked
package io.numactor.cli.doctor;

import org.jspecify.annotations.NullMarked;
