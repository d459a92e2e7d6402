/** Exports: a published edition as what players, readers, stores and libraries take. */
package dev.testudo.jobs.export;
