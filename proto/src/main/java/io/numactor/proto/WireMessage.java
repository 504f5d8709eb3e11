package io.numactor.proto;

/** A message that may cross a JVM: bound to {@link WireSerializer}, which knows every record that implements it. */
public interface WireMessage {}
