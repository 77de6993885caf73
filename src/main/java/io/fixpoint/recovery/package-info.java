/** Recovery processes and human tasks: check, deploy, start, follow and resume. The only package that knows Camunda. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery;
