/** The Spark session, the executor plugin with its model, and devices that have failed. */
package dev.testudo.jobs.cluster;
