// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

/**
 * When something that was heard counts as a fault. A nat is a unit of log-likelihood: with 3 nats
 * another class is twenty times likelier.
 *
 * @param wordNats loss from which a word is bad
 * @param wordScore score below which a word is bad, with that loss
 * @param lastWordScore the same for the last word, of which a cut takes the end only
 * @param gapNats loss from which a gap is bad
 * @param gapLetters letters that must be heard in it, and the fewest that count as extra speech
 * @param lostShare share of a region's letters below which its words count as not heard
 * @param extraShare share of a region's letters that must come on top to count as extra speech
 * @param otherShare share of a region's letters that must differ to count as other words
 * @param unclearNats loss of a region from which words that are heard in some way count as wrong or
 *     mumbled: unusual spellings lose less
 * @param explainedShare words count as left out, or as said twice, if that leaves no more than this
 *     share of the differences between what is heard and the text
 */
record ListenerRule(
    double wordNats,
    double wordScore,
    double lastWordScore,
    double gapNats,
    int gapLetters,
    double lostShare,
    double extraShare,
    double otherShare,
    double unclearNats,
    double explainedShare) {
  static final ListenerRule DEFAULTS = new ListenerRule(8, 0.25, 0.4, 6, 3, 0.5, 0.6, 0.5, 20, 0.6);
}
