// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Tells times of day, chapter and verse, and ratios apart. */
final class TimeRules {
  private static final String END = NumberRules.END;
  private static final String DASH = NumberRules.DASH;

  private final Notation notation;
  private final Verbalizer words;

  TimeRules(Notation notation, Verbalizer words) {
    this.notation = notation;
    this.words = words;
  }

  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(\\d{1,2})(?:[:.](\\d{2}))?(?::(\\d{2}))?\\s*([AaPp])\\.?\\s?[Mm](?!\\p{L})\\.?(?!\\d)"
                  + "(\\s?"
                  + DASH
                  + "\\s?(?=\\d{1,2}(?:[:.]\\d{2})?\\s*[AaPp]\\.?[Mm]))?",
              (m, c) ->
                  clock(m.group(1), m.group(2), m.group(3))
                      .map(
                          time ->
                              time
                                  + " "
                                  + words.halfDay(m.group(4).charAt(0))
                                  + (m.group(5) == null ? "" : " " + words.rangeWord()))));
      rules.add(
          when(
              "(\\d{1,2})(?:[:.](\\d{2}))?(?=\\s?"
                  + DASH
                  + "\\s?\\d{1,2}(?:[:.]\\d{2})?\\s*[AaPp]\\.?[Mm](?!\\p{L}))(\\s?"
                  + DASH
                  + "\\s?)",
              (m, c) -> clock(m.group(1), m.group(2), null).map(t -> t + " " + words.rangeWord())));
      rules.add(
          when(
              "([012]\\d)([0-5]\\d)(?=\\s+(?:hours|hrs)\\b(?!\\s+of\\b))|(0\\d)([0-5]\\d)" + END,
              (m, c) -> {
                boolean hours = m.group(1) != null;
                boolean quarter = hours && m.group(2).matches("00|15|30|45");
                boolean clock = notation.is("clock-before", c.before());
                return clock || quarter || (hours && m.group(1).startsWith("0"))
                    ? Optional.of(
                        hours ? military(m.group(1), m.group(2)) : military(m.group(3), m.group(4)))
                    : Optional.empty();
              }));
      rules.add(
          when(
              "(\\d{1,2})\\.([0-5]\\d)(?![\\d.%]|\\.\\d|\\s?(?:percent|per"
                  + " cent|million|billion|miles|feet|seconds|minutes|points|metres|dollars|pounds|km|m|s|kg|mm|cm|in(?!\\s+the\\b))\\b)",
              (m, c) ->
                  isClockTime(m, c) ? clock(m.group(1), m.group(2), null) : Optional.empty()));
    } else {
      rules.add(
          when(
              "(\\d{1,2})(?:[:.](\\d{2}))? Uhr(?: (\\d{1,2}))?" + END,
              (m, c) ->
                  clock(m.group(1), m.group(2) == null ? m.group(3) : m.group(2), null)
                      .map(time -> time.contains(" Uhr") ? time : time + " Uhr")));
    }
    rules.add(
        when(
            "(\\d{1,2}):(\\d{2})" + DASH + "(?=\\d{1,2}:\\d{2}(?![\\d:]))",
            (m, c) -> clock(m.group(1), m.group(2), null).map(t -> t + " " + words.rangeWord())));
    rules.add(
        when(
            "(\\d{1,3}):(\\d{1,3})" + DASH + "(?=\\d{1,3}(?![\\d:]))",
            (m, c) -> Optional.of(verseOrRatio(m, c) + " " + words.rangeWord())));
    // The time of a race: minutes, seconds and their parts.
    rules.add(
        when(
            "(\\d{1,2}):([0-5]\\d)\\.(\\d{1,3})(?![\\d:])",
            (m, c) ->
                clock(m.group(1), m.group(2), null)
                    .filter(time -> notation.isEnglish())
                    .map(time -> time + " point " + words.digits(m.group(3)))));
    rules.add(
        when(
            "(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?![\\d:])",
            (m, c) -> {
              String before = c.before();
              boolean verse =
                  notation.is("scripture-name", before) || before.matches("\\p{Lu}\\p{Ll}{1,6}\\.");
              return verse
                  ? Optional.of(words.pair(m.group(1), m.group(2)))
                  : clock(m.group(1), m.group(2), m.group(3))
                      .map(
                          time ->
                              m.group(2).equals("00") && m.group(3) == null
                                  ? words.fullHour(Integer.parseInt(m.group(1)))
                                  : time)
                      .or(
                          () ->
                              m.group(3) == null
                                  ? Optional.of(verseOrRatio(m, c))
                                  : Optional.empty());
            }));
    rules.add(
        when(
            "(\\d+(?:\\.\\d+)?):(\\d+(?:\\.\\d+)?)(?![\\d:])",
            (m, c) ->
                m.group(1).length() > 3 || m.group(2).length() > 3
                    ? Optional.of(words.ratio(m.group(1), m.group(2)))
                    : Optional.empty()));
    rules.add(when("(\\d{1,3}):(\\d{1,3})(?![\\d:])", (m, c) -> Optional.of(verseOrRatio(m, c))));
    return rules;
  }

  private String verseOrRatio(Matcher m, Context c) {
    String before = c.before();
    boolean verse = !before.isEmpty() && Character.isUpperCase(before.charAt(0));
    return verse ? words.pair(m.group(1), m.group(2)) : words.ratio(m.group(1), m.group(2));
  }

  private boolean isClockTime(Matcher m, Context c) {
    int hour = Integer.parseInt(m.group(1));
    String before = c.before();
    boolean train =
        before.equalsIgnoreCase("the")
            && c.after().matches("train|bus|express|post|boat|local|special|up|down|from|to|for");
    return hour >= 1
        && hour <= 24
        && !m.group(1).startsWith("0")
        && ((notation.is("clock-before", before) && !c.after().matches("an|a|per"))
            || train
            || (before.equalsIgnoreCase("the")
                && c.after().isEmpty()
                && m.group(2).matches(".[05]")));
  }

  private String military(String hours, String minutes) {
    String hour =
        hours.startsWith("0") ? "oh " + words.cardinal(hours.substring(1)) : words.cardinal(hours);
    if (minutes.equals("00")) {
      return hour + " hundred";
    }
    return hour
        + " "
        + (minutes.startsWith("0")
            ? "oh " + words.cardinal(minutes.substring(1))
            : words.cardinal(minutes));
  }

  private Optional<String> clock(String hour, String minute, String second) {
    int hours = Integer.parseInt(hour);
    int minutes = minute == null ? 0 : Integer.parseInt(minute);
    int seconds = second == null ? -1 : Integer.parseInt(second);
    return hours > 24 || minutes > 59 || seconds > 59
        ? Optional.empty()
        : Optional.of(words.clock(hours, minutes, seconds));
  }
}
