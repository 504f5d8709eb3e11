/**
 * Every decoder and parser, given what nobody would write. In a normal build each target runs on its seeds and on what
 * was found before; with {@code -Pfuzz} Jazzer makes up new inputs. One target a class: Jazzer fuzzes one in a JVM.
 */
@NullMarked
package io.numactor.fuzz;

import org.jspecify.annotations.NullMarked;
