/** The ACPI tables SRAT, SLIT and HMAT in their binary form. */
@NullMarked
package io.numactor.machine.acpi;

import org.jspecify.annotations.NullMarked;
