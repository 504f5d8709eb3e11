package io.numactor.load.replay;

/** What a replay predicts. */
public enum ReplayMode {
    /** Everything: the model places, refills, drains and steals by itself. */
    OPEN,
    /** The choice of zone alone, with the trace's own free counts. */
    GUIDED
}
