package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;

/**
 * All rules for saying written forms, by what a form begins with. Not thread-safe.
 *
 * @param words in order, for forms that begin with a letter; the others likewise
 * @param headingNumeral for a Roman numeral that begins a heading
 */
record SpeechRules(
    List<SpeechRule> words,
    List<SpeechRule> numbers,
    List<SpeechRule> numberSigns,
    List<SpeechRule> symbols,
    SpeechRule headingNumeral) {
  static final String RESOURCE = "spoken-forms.tsv";
  static final int COLUMNS = 5;

  /** Signs that a number, or what stands before one, may begin with. */
  private static final String NUMBER_SIGNS = "$£€(+-−.'‘’#§№½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";

  static SpeechRules load() {
    List<TableResource.Row> table = TableResource.rows(RESOURCE, COLUMNS);
    NumberSpeller speller = new NumberSpeller();
    NumberRules numberRules = new NumberRules(speller, rows(table, "unit"));
    WordRules wordRules = new WordRules(speller, table);
    List<SpeechRule> symbols =
        rows(table, "symbol").stream()
            .map(row -> SpeechRule.always(row.form(), m -> row.columns().get(2)))
            .toList();
    return new SpeechRules(
        joined(numberRules.monthRules(), wordRules.rules()),
        numberRules.rules(),
        joined(joined(numberRules.rules(), wordRules.labelRules()), symbols),
        symbols,
        wordRules.headingNumeral());
  }

  /** {@return the rules to try, in order, where a form begins with a character} */
  List<SpeechRule> startingWith(char first) {
    if (Character.isLetter(first)) {
      return words;
    }
    if (Character.isDigit(first)) {
      return numbers;
    }
    return NUMBER_SIGNS.indexOf(first) >= 0 ? numberSigns : symbols;
  }

  private static List<TableResource.Row> rows(List<TableResource.Row> table, String kind) {
    return table.stream().filter(row -> row.kind().equals(kind)).toList();
  }

  private static List<SpeechRule> joined(List<SpeechRule> first, List<SpeechRule> second) {
    List<SpeechRule> joined = new ArrayList<>(first);
    joined.addAll(second);
    return List.copyOf(joined);
  }
}
