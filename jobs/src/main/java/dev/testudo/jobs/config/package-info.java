/**
 * Settings: their files, their reader and its checks, and what follows from them for the engine and
 * the executors.
 */
package dev.testudo.jobs.config;
