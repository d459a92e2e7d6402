/**
 * The Tortoise family on a device: text ids to speech codes and latents, latents to mel, mel to
 * waveform, each one class around one TorchScript module, and the engine that runs them for many
 * callers at once.
 */
package dev.testudo.synthesis.tortoise;
