/** Holds the project itself against its own rules: arrows between modules, documents, files. */
@NullMarked
package io.numactor.systemtests.house;

import org.jspecify.annotations.NullMarked;
