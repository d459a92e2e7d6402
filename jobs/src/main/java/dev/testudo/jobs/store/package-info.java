/**
 * Bytes at rest: one interface over a local file system and S3, with the conditional puts on which
 * every promise about unfinished work rests.
 */
package dev.testudo.jobs.store;
