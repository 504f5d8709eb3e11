package io.numactor.sim;

import java.util.PriorityQueue;

/** What is going to happen, in order of time; what happens at one time, in the order in which it was planned. */
final class Agenda {
    private record Event(long at, long order, String what, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private static final long MILLI = 1_000_000;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now = MILLI;
    private long planned;
    private long digest = 17;

    /** Simulated nanoseconds. */
    long now() {
        return now;
    }

    /** Plans something for so many microseconds from now. */
    void afterMicros(long micros, String what, Runnable action) {
        events.add(new Event(now + micros * 1_000, planned++, what, action));
    }

    void afterMillis(long millis, String what, Runnable action) {
        afterMicros(millis * 1_000, what, action);
    }

    /** Lets the next thing happen; answers what it was. */
    String next() {
        Event event = events.remove();
        now = Math.max(now, event.at);
        digest = digest * 31 + event.at * 17 + event.what.hashCode();
        event.action.run();
        return event.what;
    }

    /** A number that differs between two runs unless all the same happened at the same times. */
    long digest() {
        return digest;
    }
}
