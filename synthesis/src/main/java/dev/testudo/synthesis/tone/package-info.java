/** A speech model without weights: it hums. For tests of all that surrounds a real one. */
package dev.testudo.synthesis.tone;
