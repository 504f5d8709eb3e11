/** Machine descriptions: read from real files and from YAML. */
@NullMarked
package io.numactor.machine;

import org.jspecify.annotations.NullMarked;
