package io.numactor.load.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of one trace, in the order of its lines: a column for each field, since a replay looks ahead and back and a
 * trace may have millions of them. An event is named by its index. Fields that a kind does not have are 0.
 */
public final class Trace {
    private static final int FIRST_CAPACITY = 1 << 14;

    private byte[] kinds = new byte[FIRST_CAPACITY];
    private byte[] orders = new byte[FIRST_CAPACITY];
    private byte[] types = new byte[FIRST_CAPACITY];
    private boolean[] interrupts = new boolean[FIRST_CAPACITY];
    private short[] cpus = new short[FIRST_CAPACITY];
    private int[] tasks = new int[FIRST_CAPACITY];
    private int[] commands = new int[FIRST_CAPACITY];
    private int[] gfps = new int[FIRST_CAPACITY];
    private int[] arguments = new int[FIRST_CAPACITY];
    private long[] pfns = new long[FIRST_CAPACITY];
    private int size;
    private final List<String> texts = new ArrayList<>();

    Trace() {}

    void add(LineFields line) {
        if (size == kinds.length) {
            grow(size * 2);
        }
        kinds[size] = (byte) line.kind.ordinal();
        orders[size] = (byte) line.order;
        types[size] = (byte) line.type;
        interrupts[size] = line.interrupt;
        cpus[size] = (short) line.cpu;
        tasks[size] = line.task;
        commands[size] = line.command;
        gfps[size] = line.gfp;
        pfns[size] = line.pfn;
        arguments[size] = line.argument;
        if (line.kind == EventKind.MARKER) {
            arguments[size] = texts.size();
            texts.add(line.text);
        }
        size++;
    }

    private void grow(int capacity) {
        kinds = Arrays.copyOf(kinds, capacity);
        orders = Arrays.copyOf(orders, capacity);
        types = Arrays.copyOf(types, capacity);
        interrupts = Arrays.copyOf(interrupts, capacity);
        cpus = Arrays.copyOf(cpus, capacity);
        tasks = Arrays.copyOf(tasks, capacity);
        commands = Arrays.copyOf(commands, capacity);
        gfps = Arrays.copyOf(gfps, capacity);
        arguments = Arrays.copyOf(arguments, capacity);
        pfns = Arrays.copyOf(pfns, capacity);
    }

    public int size() {
        return size;
    }

    public EventKind kind(int event) {
        return EventKind.of(kinds[event]);
    }

    public int cpu(int event) {
        return cpus[event];
    }

    /** Process id of the task that was running. */
    public int task(int event) {
        return tasks[event];
    }

    /** The node whose kswapd was running, or -1. */
    public int kswapd(int event) {
        return commands[event];
    }

    /** Whether it happened in an interrupt: then it was not the task's doing. */
    public boolean inInterrupt(int event) {
        return interrupts[event];
    }

    /** First page of the block; 0 of a failed allocation; the block stolen; a zone's first page for compaction. */
    public long pfn(int event) {
        return pfns[event];
    }

    /** Of the block; of a steal, the order of the block stolen. */
    public int order(int event) {
        return orders[event];
    }

    /** Migrate type ordinal: of the request, of the list; of a steal, of the type that was stolen from. */
    public int type(int event) {
        return types[event];
    }

    public int gfp(int event) {
        return gfps[event];
    }

    /** Node of a kswapd event; migrate type that stole; pages migrated. */
    public int argument(int event) {
        return arguments[event];
    }

    /** What a marker says. */
    public String text(int event) {
        return texts.get(arguments[event]);
    }
}
