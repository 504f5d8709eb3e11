/** The firmware's memory map as the kernel changes it, and the resource tree made from it. */
@NullMarked
package io.numactor.mm.boot.e820;

import org.jspecify.annotations.NullMarked;
