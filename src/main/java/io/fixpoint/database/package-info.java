/** The database: H2 in the data folder or PostgreSQL, chosen at the start; whether it can be used, and whether it answers. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.database;
