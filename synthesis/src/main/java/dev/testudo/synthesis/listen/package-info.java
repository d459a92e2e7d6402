/**
 * Compares takes with their text by ear: a recognizer of the program's own gives the likelihood of
 * each letter in each frame, and the text is aligned with it. Knows nothing of how takes are made.
 */
package dev.testudo.synthesis.listen;
