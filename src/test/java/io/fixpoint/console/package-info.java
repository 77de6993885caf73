/** The console in a real browser, against the packaged server. */
package io.fixpoint.console;
