/** The pages that people use: how the built {@code src/main/webui} is served. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.console;
