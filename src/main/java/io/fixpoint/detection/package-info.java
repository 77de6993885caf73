/** From facts to anomalies: statistics, one rule session per partition, episodes and their explanation. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.detection;
