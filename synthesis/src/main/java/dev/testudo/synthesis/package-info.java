/**
 * Spoken text to waveforms: the model at rest ({@link dev.testudo.synthesis.SpeechModel}), the
 * model on a device ({@link dev.testudo.synthesis.Synthesizer}), and what it renders.
 */
package dev.testudo.synthesis;
