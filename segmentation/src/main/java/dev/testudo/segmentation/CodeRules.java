// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells numbers that are read digit by digit, or in pairs: of telephones, rooms, aeroplanes. */
final class CodeRules {
  private static final String END = NumberRules.END;

  private final Notation notation;
  private final Verbalizer words;

  CodeRules(Notation notation, Verbalizer words) {
    this.notation = notation;
    this.words = words;
  }

  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    rules.add(
        always(
            "(?:\\+\\d{1,3}[ -]?)?(?:\\(\\d{3}\\)[\\s-]?|\\d{3}[-. ])\\d{3}[-."
                + " ]\\d{4}(?:-\\d{1,4})?(?!\\d)|\\d{3}-\\d{4}(?![\\d-])|\\+\\d[\\d"
                + " ()-]{6,18}\\d|0\\d{2,4} \\d{3,4} ?\\d{3,4}(?!\\d)",
            m -> (m.group().startsWith("+") ? "plus " : "") + words.digits(m.group())));
    rules.add(
        when(
            "1-([89]\\d\\d)-(?=[A-Z]{2,10}\\b)",
            (m, c) -> Optional.of("one, " + words.cardinal(m.group(1)) + ",")));
    rules.add(
        when(
            "\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.]\\d)",
            (m, c) ->
                Optional.of(
                    String.join(
                        " " + words.dotWord() + " ",
                        List.of(m.group().split("\\.", -1)).stream()
                            .map(words::digits)
                            .toList()))));
    rules.add(
        when(
            "\\d{1,5}(?:-\\d{1,7}){2,5}-?[\\dX]?" + END,
            (m, c) ->
                Optional.of(words.digits(m.group()) + (m.group().endsWith("X") ? " X" : ""))));
    rules.add(
        when(
            "\\d{3}" + END + "(?![.,:-]\\d)",
            (m, c) ->
                notation.is("call", c.before())
                    ? Optional.of(words.digits(m.group()))
                    : Optional.empty()));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(?<=(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?\\s)"
                  + "\\d{5}(?:-\\d{4})?"
                  + END,
              (m, c) -> Optional.of(words.digits(m.group()))));
    }
    // A number of ten digits and more without a mark between them is a code, such as an ISBN.
    rules.add(
        when(
            "\\d{10,20}" + END + "(?![.,]\\d)",
            (m, c) ->
                m.group().endsWith("000000")
                    ? Optional.empty()
                    : Optional.of(words.digits(m.group()))));
    // "Murray Hill 5-9975"
    rules.add(
        when(
            "\\d-\\d{4}(?![\\d-])" + END,
            (m, c) ->
                WordRules.isCapitalized(c.before()) && !c.before().endsWith(".")
                    ? Optional.of(words.digits(m.group()))
                    : Optional.empty()));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "00([1-9])" + END + "(?![.,]\\d)",
              (m, c) ->
                  m.group(1).equals("7") || c.before().equalsIgnoreCase("agent")
                      ? Optional.of("double oh " + words.cardinal(m.group(1)))
                      : Optional.empty()));
      // U-235, F-111, US-101
      rules.add(
          when(
              "(?<=\\p{Lu}-)([1-9])([1-9]\\d|0[1-9])" + END + "(?![.,-]\\d)",
              (m, c) -> Optional.of(words.pair(m.group(1), m.group(2)))));
      rules.add(
          when(
              "([1-9])([1-9]\\d|0[1-9])" + END + "(?![.,]\\d)",
              (m, c) ->
                  notation.is("model-before", c.before())
                      ? Optional.of(words.pair(m.group(1), m.group(2)))
                      : Optional.empty()));
      rules.add(
          when(
              "(?<=\\b(?:ending in|PIN|PIN is|PIN was|code is|code was|password is)\\s)\\d{4}"
                  + END,
              (m, c) -> Optional.of(words.digits(m.group()))));
    }
    rules.add(when("401\\(?k\\)?" + END, (m, c) -> Optional.of(words.pair("4", "01") + " K")));
    return rules;
  }
}
