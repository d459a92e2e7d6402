/** How much one speaker sounds like another, whatever model speaks. */
package dev.testudo.synthesis.speaker;
