/** The folder of what firmware, boot loader and kernel build gave a real kernel. */
@NullMarked
package io.numactor.machine.inputs;

import org.jspecify.annotations.NullMarked;
