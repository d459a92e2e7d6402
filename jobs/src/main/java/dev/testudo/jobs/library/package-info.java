/**
 * What lies in object storage and what may be said about it: plans, takes, the ledger, editions and
 * the rules by which they are written.
 */
package dev.testudo.jobs.library;
