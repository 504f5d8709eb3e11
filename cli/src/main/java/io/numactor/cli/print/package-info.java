/** The emulated machine as the tools and files of Linux would show it: text from the API's messages. */
@NullMarked
package io.numactor.cli.print;

import org.jspecify.annotations.NullMarked;
