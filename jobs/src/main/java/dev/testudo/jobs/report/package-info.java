/** What the metrics tables say about runs: as a page for people, with advice drawn from figures. */
package dev.testudo.jobs.report;
