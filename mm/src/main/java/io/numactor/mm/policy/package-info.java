/** Memory policies: on which node an allocation begins, and which nodes it may use. */
@NullMarked
package io.numactor.mm.policy;

import org.jspecify.annotations.NullMarked;
