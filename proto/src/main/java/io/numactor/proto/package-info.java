/** The messages that cross a JVM, and how they become bytes. */
@NullMarked
package io.numactor.proto;

import org.jspecify.annotations.NullMarked;
