/**
 * A cast: what is said by somebody in a story, and by whom. Precision comes first: what cannot be
 * attributed safely has no speaker.
 */
package dev.testudo.segmentation.cast;
