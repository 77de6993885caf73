/**
 * What is computed of one series: windows, percentiles, what is usual, what is to be expected.
 *
 * <p>All are functions of the samples in the order of their receipt, take bounded memory, and can be written and read
 * again. Times and lengths are microseconds; times are since 1970, without the server's own downtime unless said otherwise.
 */
@org.jspecify.annotations.NullMarked
package io.fixpoint.detection.series;
