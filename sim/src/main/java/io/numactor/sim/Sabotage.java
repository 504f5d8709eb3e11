package io.numactor.sim;

/** A safeguard that is made ineffective, to show that the simulation would notice. */
public enum Sabotage {
    NOTHING,
    /** An answer to one question of a walk passes for the answer to the next. */
    STEP,
    /** Nodes obey coordinators of lower terms than they promised. */
    TERM,
    /** Nodes take work of routers that do not know their epoch. */
    EPOCH,
    /** A question that comes after it was undone is carried out. */
    TOMBSTONE,
    /** Messages for an earlier life of a node, and handles of it, pass for those of the present one. */
    INCARNATION,
    /** What a router that is gone has asked for passes for a request of the one that adopted the owner. */
    ADOPTION,
    /** Nodes say that they are below their low marks when they are not. */
    HINT
}
