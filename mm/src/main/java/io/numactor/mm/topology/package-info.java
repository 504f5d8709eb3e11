/** Node ids, CPU ids, node masks and distances. */
@NullMarked
package io.numactor.mm.topology;

import org.jspecify.annotations.NullMarked;
