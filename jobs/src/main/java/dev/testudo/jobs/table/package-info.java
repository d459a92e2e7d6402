/**
 * The Parquet tables of a library, one class each: columns, types, units and meanings. {@code
 * jobs/TABLES.md} is the same for people; a test holds the two together.
 */
package dev.testudo.jobs.table;
