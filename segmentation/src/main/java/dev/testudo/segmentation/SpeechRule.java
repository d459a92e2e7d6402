package dev.testudo.segmentation;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A written form and how to say it.
 *
 * @param pattern matches at the beginning of a word, number or sign; may look around
 * @param saying what is said; empty if the rule does not apply after all
 */
record SpeechRule(Pattern pattern, Function<Matcher, Optional<String>> saying) {
  /** A pattern that always means the same kind of thing. */
  static SpeechRule always(String pattern, Function<Matcher, String> saying) {
    return new SpeechRule(Pattern.compile(pattern), match -> Optional.of(saying.apply(match)));
  }

  static SpeechRule when(String pattern, Function<Matcher, Optional<String>> saying) {
    return new SpeechRule(Pattern.compile(pattern), saying);
  }
}
