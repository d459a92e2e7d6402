/** Model bundles by name and URI; downloads, official checkpoints, and the libraries for a GPU. */
package dev.testudo.jobs.model;
