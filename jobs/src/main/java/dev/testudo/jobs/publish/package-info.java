/** Publishing: takes are stitched into chapters, and the chapters become an edition. */
package dev.testudo.jobs.publish;
