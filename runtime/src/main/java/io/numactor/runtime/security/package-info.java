/** Who may speak to a JVM: certificates, tokens, and what an address beyond this computer asks for. */
@NullMarked
package io.numactor.runtime.security;

import org.jspecify.annotations.NullMarked;
