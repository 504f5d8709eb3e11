/** The HTTP server of a JVM: metrics, health, and whatever the JVM's roles add. */
@NullMarked
package io.numactor.runtime.http;

import org.jspecify.annotations.NullMarked;
