package io.numactor.load.trace;

import java.util.List;

/**
 * What was read from a file.
 *
 * @param events the events that a replay uses
 * @param lines all lines, headers included
 * @param seen all events, those that no replay uses included
 * @param lost events that the kernel says it lost
 * @param torn lines that could not be read
 */
public record TraceText(Trace events, long lines, long seen, long lost, List<TornLine> torn) {
    public TraceText {
        torn = List.copyOf(torn);
    }
}
