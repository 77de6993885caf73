/** The pages that people use: how the built {@code src/main/webui} is served. */
package io.fixpoint.console;
