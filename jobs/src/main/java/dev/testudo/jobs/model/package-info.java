/** Model bundles by name and URI; downloads and the import of official checkpoints. */
package dev.testudo.jobs.model;
