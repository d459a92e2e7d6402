// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.segmentation.SpeakerSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a cast that gives one quotation to a speaker: {@code “Its first words” = NAME}, with
 * {@code (2 of 5)} after the words if five quotations begin so.
 *
 * @param line of the file, from 1
 * @param quotation the first words as the file has them
 * @param which of the quotations that begin so, from 1
 * @param of how many begin so
 */
record QuotationCorrection(int line, String quotation, int which, int of, String speaker) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<quotation>[\"“”„‟«»'‘’‚‹›—–].*?)(?:\\s*\\((?<which>\\d{1,6}) of (?<of>\\d{1,6})\\))?");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  /** {@return the correction, if the left side of a line begins as a quotation does} */
  static Optional<QuotationCorrection> parse(int line, String left, String speaker) {
    Matcher form = FORM.matcher(left);
    if (!form.matches()) {
      return Optional.empty();
    }
    int which = form.group("which") == null ? 1 : Integer.parseInt(form.group("which"));
    int of = form.group("of") == null ? 1 : Integer.parseInt(form.group("of"));
    return Optional.of(new QuotationCorrection(line, form.group("quotation"), which, of, speaker));
  }

  boolean isValid() {
    return which >= 1 && which <= of && !words(quotation).isEmpty();
  }

  /** {@return the words of each quotation, without marks and case} */
  static List<List<String>> words(List<SpeakerSpan> lines, String text) {
    return lines.stream().map(line -> words(line.span().of(text))).toList();
  }

  private static List<String> words(String text) {
    return NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** {@return the quotations that are these words, or else those that begin with them} */
  List<Integer> matches(List<List<String>> quotations) {
    List<String> wanted = words(quotation);
    List<Integer> begin = new ArrayList<>();
    List<Integer> equal = new ArrayList<>();
    for (int i = 0; i < quotations.size(); i++) {
      List<String> words = quotations.get(i);
      if (words.equals(wanted)) {
        equal.add(i);
      }
      if (words.subList(0, Math.min(words.size(), wanted.size())).equals(wanted)) {
        begin.add(i);
      }
    }
    return equal.isEmpty() ? begin : equal;
  }

  /** {@return what is wrong with the number of quotations that it matches, if anything} */
  Optional<String> misfit(int matches, String manuscript) {
    if (matches == of) {
      return Optional.empty();
    }
    if (matches == 0) {
      return Optional.of(
          "no quotation of %s begins with %s; copy its first words from testudo script, or leave the line out"
              .formatted(manuscript, quotation));
    }
    if (of == 1) {
      return Optional.of(
          "%d quotations of %s begin with %s; write more of its words, or which one it is, as in %s (1 of %d)"
              .formatted(matches, manuscript, quotation, quotation, matches));
    }
    return Optional.of(
        "the number of quotations of %s that begin with %s is %d, not %d; count again which one it is, or write more of its words"
            .formatted(manuscript, quotation, matches, of));
  }
}
