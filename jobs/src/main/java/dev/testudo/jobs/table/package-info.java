/**
 * The Parquet tables of a library, one class each: columns, types, units and meanings. {@code
 * jobs/TABLES.md} documents them; a test compares the two.
 */
package dev.testudo.jobs.table;
