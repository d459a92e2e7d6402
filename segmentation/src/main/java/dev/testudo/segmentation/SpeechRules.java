// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All rules of a language for saying written forms, by what a form begins with. Not thread-safe.
 */
final class SpeechRules {
  private final List<SpeechRule> rules;
  private final SpeechRule headingNumeral;
  private final Map<Character, List<SpeechRule>> byFirst = new HashMap<>();

  SpeechRules(Notation notation, Verbalizer verbalizer, WordList words) {
    List<SpeechRule> all = new ArrayList<>();
    AddressRules.addTo(all, verbalizer, words);
    YearRules years = new YearRules(notation, verbalizer);
    DateRules dates = new DateRules(notation, verbalizer, years);
    WordRules wordRules = new WordRules(notation, verbalizer, words);
    all.addAll(dates.monthFirst());
    all.addAll(wordRules.numerals());
    all.addAll(wordRules.abbreviations());
    all.addAll(new MoneyRules(notation, verbalizer).rules());
    all.addAll(new MeasureRules(notation, verbalizer).rules());
    all.addAll(dates.rules());
    all.addAll(new TimeRules(notation, verbalizer).rules());
    all.addAll(new CodeRules(notation, verbalizer).rules());
    all.addAll(years.rules());
    all.addAll(new NumberRules(notation, verbalizer, years).rules());
    all.addAll(new CapitalRules(notation, verbalizer, words).rules());
    all.addAll(new SymbolRules(notation, verbalizer, words).rules());
    this.rules = List.copyOf(all);
    this.headingNumeral = wordRules.headingNumeral();
  }

  /** {@return the rule for a numeral that numbers a heading, as in {@code IV. The Arrival}} */
  SpeechRule headingNumeral() {
    return headingNumeral;
  }

  /** {@return the rules to try, in order, where a form begins with a character} */
  List<SpeechRule> startingWith(char first) {
    return byFirst.computeIfAbsent(
        first, c -> rules.stream().filter(rule -> rule.canStartWith(c)).toList());
  }
}
