/** Spark jobs and the command line: plan, render, stitch, publish, measure. */
package dev.testudo.jobs;
