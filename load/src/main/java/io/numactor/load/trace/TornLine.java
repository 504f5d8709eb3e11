package io.numactor.load.trace;

/**
 * A line that was skipped.
 *
 * @param number of the line, from 1
 * @param reason what is wrong with it
 */
public record TornLine(long number, String reason) {}
