/**
 * From manuscripts to the plan of a book: sources, segmentation, and the report of what will be
 * rendered.
 */
package dev.testudo.jobs.plan;
