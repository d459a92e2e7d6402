// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a long text is cut in two. */
final class TextCuts {
  /** The best place first; each matches what stays before the cut. */
  private static final List<Pattern> CUTS =
      List.of(
          Pattern.compile("\\n|[;:.?!…][\"'”’)]*\\s|[—–]"),
          Pattern.compile("[,)][\"'”’)]*\\s"),
          Pattern.compile("\\s|-"));

  private TextCuts() {}

  /** {@return an index near the middle at which a reader would pause, never 0 or the length} */
  static int middle(String text) {
    for (int i = 0; i < CUTS.size(); i++) {
      // A good place may be further from the middle than a poor one.
      double reach = i < 2 ? 0.25 : 0.5;
      Matcher matcher = CUTS.get(i).matcher(text);
      int best = 0;
      while (matcher.find()) {
        int cut = matcher.end();
        if (cut < text.length()
            && distance(text, cut) <= reach * text.length()
            && (best == 0 || distance(text, cut) < distance(text, best))) {
          best = cut;
        }
      }
      if (best > 0) {
        return best;
      }
    }
    int middle = text.length() / 2;
    return Character.isLowSurrogate(text.charAt(middle)) ? middle + 1 : middle;
  }

  private static double distance(String text, int cut) {
    return Math.abs(cut - text.length() / 2.0);
  }
}
