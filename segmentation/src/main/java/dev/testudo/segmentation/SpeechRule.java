// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A written form and how to say it.
 *
 * @param pattern matches at the beginning of a word, number or sign; may look around
 * @param start the same without a look behind, to try on a first character alone
 */
record SpeechRule(Pattern pattern, Pattern start, Saying saying) {
  private static final Pattern LOOK_BEHIND =
      Pattern.compile("^\\(\\?<[=!](?:[^()]|\\([^()]*\\))*\\)");

  /** What is said for a match. */
  interface Saying {
    /** {@return the words; empty if the rule does not apply after all} */
    Optional<String> say(Matcher match, Context context);
  }

  /** What is said for a match, whatever stands around it. */
  interface Always {
    String say(Matcher match);
  }

  /** A pattern that always means the same kind of thing. */
  static SpeechRule always(String pattern, Always saying) {
    return when(pattern, (match, context) -> Optional.of(saying.say(match)));
  }

  static SpeechRule when(String pattern, Saying saying) {
    String start = LOOK_BEHIND.matcher(pattern).replaceFirst("");
    return new SpeechRule(Pattern.compile(pattern), Pattern.compile(start), saying);
  }

  /** {@return whether a form that begins with this character can match} */
  boolean canStartWith(char first) {
    Matcher matcher = start.matcher(String.valueOf(first));
    return matcher.lookingAt() || matcher.hitEnd();
  }
}
