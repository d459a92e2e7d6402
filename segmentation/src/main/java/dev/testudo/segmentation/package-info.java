/**
 * Manuscripts to utterances: reading, chapters, sentences, spoken form, packing to the model's
 * size.
 *
 * <p>Every piece carries a {@link dev.testudo.segmentation.Span} into the untouched manuscript
 * text.
 */
package dev.testudo.segmentation;
