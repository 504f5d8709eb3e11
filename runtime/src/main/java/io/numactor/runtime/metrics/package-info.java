/** The metric catalogue, and how what the actors count becomes the text that Prometheus scrapes. */
@NullMarked
package io.numactor.runtime.metrics;

import org.jspecify.annotations.NullMarked;
