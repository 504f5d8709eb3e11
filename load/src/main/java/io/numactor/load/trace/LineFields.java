package io.numactor.load.trace;

/** The fields of the line that was read last. */
final class LineFields {
    EventKind kind = EventKind.OTHER;
    int order;
    int type;
    boolean interrupt;
    int cpu;
    int task;
    int command;
    int gfp;
    int argument;
    long pfn;
    String text = "";

    void clear() {
        kind = EventKind.OTHER;
        order = 0;
        type = 0;
        interrupt = false;
        gfp = 0;
        argument = 0;
        pfn = 0;
    }
}
