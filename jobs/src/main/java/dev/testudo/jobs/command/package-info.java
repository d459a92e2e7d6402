/** The command line: one class per command; each parses, calls one job, and prints. */
package dev.testudo.jobs.command;
