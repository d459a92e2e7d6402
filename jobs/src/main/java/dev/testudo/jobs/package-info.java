/** The main class; each concern has a package of its own. */
package dev.testudo.jobs;
