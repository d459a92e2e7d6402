// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packs sentences into what the model speaks at once, and cuts sentences that are too long for it.
 * Nothing is lost and nothing is truncated: the words of the utterances are those of the sentences.
 */
public final class UtterancePacker {
  /** Where a sentence may be cut, the best place first; each matches what stays before the cut. */
  private static final List<Pattern> CUTS =
      List.of(
          Pattern.compile("[;:.?!][\"')]* "),
          Pattern.compile("[,)][\"')]* | (?=\\()"),
          Pattern.compile(
              " (?=(?:and|but|or|nor|for|so|yet|that|which|who|whom|whose|when|where|while|because|if|though|although|until|unless|since|as|than|to|with|in|on|at|by|from|of)"
                  + " )"),
          Pattern.compile(" "),
          Pattern.compile("-"));

  /** A cut in the first part of what fits leaves a stump, so a worse mark further on is better. */
  private static final double EARLIEST_CUT = 0.4;

  private final PackingLimits limits;
  private final ToIntFunction<String> countTokens;

  public UtterancePacker(PackingLimits limits, ToIntFunction<String> countTokens) {
    this.limits = requireNonNull(limits, "limits is null");
    this.countTokens = requireNonNull(countTokens, "countTokens is null");
  }

  /**
   * Packs the sentences of a chapter: whole sentences near the target length, none across the end
   * of a paragraph or heading, and none of two speakers.
   */
  public List<SpokenText> pack(List<SpokenText> sentences) {
    List<SpokenText> packed = new ArrayList<>();
    for (SpokenText sentence : sentences) {
      SpokenText last = packed.isEmpty() ? null : packed.get(packed.size() - 1);
      List<SpokenText> pieces = cut(sentence);
      SpokenText first = pieces.get(0);
      if (last != null && isOfSameBreath(last, first) && isBetterTogether(last, first)) {
        AlignedText joined = last.text().join(first.text());
        packed.set(packed.size() - 1, new SpokenText(joined, first.pauseAfter(), first.speaker()));
        packed.addAll(pieces.subList(1, pieces.size()));
      } else {
        packed.addAll(pieces);
      }
    }
    return packed;
  }

  private static boolean isOfSameBreath(SpokenText last, SpokenText next) {
    return last.pauseAfter() == Pause.SENTENCE && last.speaker().equals(next.speaker());
  }

  private boolean isBetterTogether(SpokenText last, SpokenText next) {
    int alone = last.text().length();
    int together = alone + 1 + next.text().length();
    int target = limits.targetCharacters();
    return next.pauseAfter() != Pause.CLAUSE
        && Math.abs(together - target) <= Math.abs(alone - target)
        && fits(last.text().text() + " " + next.text().text());
  }

  /** {@return whether the model can speak a text at once} */
  boolean fits(String text) {
    return text.length() <= limits.maxCharacters()
        && countTokens.applyAsInt(text) <= limits.maxTokens();
  }

  private List<SpokenText> cut(SpokenText sentence) {
    AlignedText text = sentence.text();
    List<SpokenText> pieces = new ArrayList<>();
    int start = 0;
    while (text.length() - start > limits.maxCharacters() || !fits(text.text().substring(start))) {
      int end = cutAt(text.text(), start, balanced(text, start));
      while (!fits(text.text().substring(start, end).strip())) {
        end = cutAt(text.text(), start, end - 1);
      }
      pieces.add(new SpokenText(text.slice(start, end).strip(), Pause.CLAUSE, sentence.speaker()));
      start = end;
    }
    pieces.add(
        new SpokenText(
            text.slice(start, text.length()).strip(), sentence.pauseAfter(), sentence.speaker()));
    return pieces;
  }

  // What remains after the last cut should not be a stump either.
  private int balanced(AlignedText text, int start) {
    int longest = longestThatFits(text.text(), start);
    int room = text.length() - start;
    return room < 2 * (longest - start) ? Math.min(longest, start + (room * 2 + 2) / 3) : longest;
  }

  private int longestThatFits(String text, int start) {
    int length = Math.min(text.length() - start, limits.maxCharacters());
    while (length > 0) {
      int tokens = countTokens.applyAsInt(text.substring(start, start + length).strip());
      if (tokens <= limits.maxTokens()) {
        return start + length;
      }
      length = Math.min(length - 1, (int) ((long) length * limits.maxTokens() / tokens));
    }
    throw new IllegalArgumentException(
        "Cannot pack utterances: even one character (\"%s\") has more than %d tokens"
            .formatted(text.charAt(start), limits.maxTokens()));
  }

  /** {@return the best place to cut [start, limit], such that a word stands on both sides} */
  private static int cutAt(String text, int start, int limit) {
    int earliest = start + (int) ((limit - start) * EARLIEST_CUT);
    // A blank just after the limit may be part of the mark, since it is not spoken.
    boolean blankFollows = limit < text.length() && text.charAt(limit) == ' ';
    int latest = blankFollows ? limit + 1 : limit;
    for (Pattern pattern : CUTS) {
      Matcher matcher = pattern.matcher(text).useTransparentBounds(true).region(start, latest);
      int best = 0;
      while (matcher.find()) {
        int cut = matcher.end();
        int rest = Math.min(text.length(), cut + latest - start);
        if (cut >= earliest && hasWord(text, start, cut) && hasWord(text, cut, rest)) {
          best = cut;
        }
      }
      if (best > 0) {
        return best;
      }
    }
    return limit;
  }

  private static boolean hasWord(String text, int from, int to) {
    return text.substring(from, to).chars().anyMatch(Character::isLetter);
  }
}
