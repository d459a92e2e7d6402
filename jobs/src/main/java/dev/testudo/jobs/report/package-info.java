/** What the metrics tables say about runs: as text, as an HTML page with advice, and by SQL. */
package dev.testudo.jobs.report;
