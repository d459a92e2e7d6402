/**
 * From takes to audiobooks. A take is 16-bit FLAC in memory ({@link
 * dev.testudo.synthesis.audio.Flac}) with its loudness beside it ({@link
 * dev.testudo.synthesis.audio.TakeLoudness}). A book gets one gain ({@link
 * dev.testudo.synthesis.audio.BookGain}), each chapter becomes one mastered FLAC file ({@link
 * dev.testudo.synthesis.audio.ChapterEncoder}), and chapters become audiobook files ({@link
 * dev.testudo.synthesis.audio.AudiobookExporter}).
 *
 * <p>FFmpeg does the coding: its libraries in this process for takes, its bundled program once per
 * chapter or book for the rest.
 */
package dev.testudo.synthesis.audio;
