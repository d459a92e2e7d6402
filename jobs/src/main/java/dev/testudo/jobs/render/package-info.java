/** Rendering: units of work on the executors, their results, progress, and the metrics of a run. */
package dev.testudo.jobs.render;
