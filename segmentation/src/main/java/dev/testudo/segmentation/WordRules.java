package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How addresses, abbreviations, Roman numerals and words in capitals are said. */
final class WordRules {
  private static final int LONGEST_SPELLED_WORD = 4;

  private final NumberSpeller speller;
  private final List<SpeechRule> rules = new ArrayList<>();
  private final List<SpeechRule> labelRules = new ArrayList<>();

  WordRules(NumberSpeller speller, List<TableResource.Row> table) {
    this.speller = speller;
    addAddresses();
    addRomanNumerals(forms(table, "counted"), forms(table, "regnal"));
    for (TableResource.Row row : table) {
      String spoken = row.columns().get(2);
      switch (row.kind()) {
        case "label" -> {
          String form = "(?:" + row.form() + ")\\s?(?=\\d|[IVXLC]+(?!\\p{L}))";
          labelRules.add(always(form, m -> spoken));
        }
        case "abbreviation" -> rules.add(always(row.form(), m -> spoken));
        default -> {}
      }
    }
    rules.addAll(labelRules);
    addCapitals(forms(table, "letters"), forms(table, "word"));
  }

  List<SpeechRule> rules() {
    return List.copyOf(rules);
  }

  /** {@return the rules for what stands before a number, which may be a sign} */
  List<SpeechRule> labelRules() {
    return List.copyOf(labelRules);
  }

  private static String forms(List<TableResource.Row> table, String kind) {
    return table.stream()
        .filter(row -> row.kind().equals(kind))
        .map(TableResource.Row::form)
        .collect(Collectors.joining("|", "(?:", ")"));
  }

  private void addAddresses() {
    String path = "[\\w./~%?=&#+:@-]{0,500}[\\w/]";
    rules.add(always("https?://(" + path + ")", m -> address(m.group(1))));
    rules.add(always("www\\." + path, m -> address(m.group())));
    rules.add(
        always("[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,5}", m -> address(m.group())));
    rules.add(
        always(
            "[a-z0-9-]{2,63}\\.(?:[a-z0-9-]{2,63}\\.){0,3}(?:com|org|net|edu|gov|co\\.uk)(?![\\w-])(?:/"
                + path
                + ")?",
            m -> address(m.group())));
  }

  private String address(String address) {
    String spoken =
        address
            .replaceAll("/+$", "")
            .replaceAll("\\bwww\\b", "w w w")
            .replace(".", " dot ")
            .replaceAll("/+", " slash ")
            .replace("@", " at ")
            .replace("-", " dash ")
            .replace("_", " underscore ")
            .replace("~", " tilde ")
            .replace("?", " question mark ")
            .replace("=", " equals ")
            .replace("&", " and ")
            .replace("#", " hash ")
            .replace("+", " plus ")
            .replace(":", " colon ")
            .replace("%", " percent ");
    StringBuilder words = new StringBuilder();
    for (String word : spoken.strip().split("\\s+|(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1)) {
      words.append(words.isEmpty() ? "" : " ");
      words.append(word.matches("\\d+") ? speller.cardinal(word) : word);
    }
    return words.toString();
  }

  private void addRomanNumerals(String counted, String regnal) {
    // "the part I played" and "Henry, Charles I saw" hold no numerals.
    String unlessPronoun = "(I(?!\\s\\p{Ll})|[VXLCDM]|[IVXLCDM]{2,}|[ivxlc]{2,})(?![\\p{L}\\d’'])";
    rules.add(
        when(
            "(" + counted + ")\\.?\\s+" + unlessPronoun,
            m ->
                roman(m.group(2))
                    .map(n -> lowerIfShouted(m.group(1)) + " " + speller.cardinal(n))));
    String ofKing = "(I(?=[.,;:)’']|$|\\s(?:of|and)\\b)|[VX]|[IVXLC]{2,})(?![\\p{L}\\d])";
    rules.add(
        when(
            "(" + regnal + ")\\s+" + ofKing,
            m ->
                roman(m.group(2))
                    .map(
                        n ->
                            lowerIfShouted(m.group(1)) + " the " + speller.ordinal(n.toString()))));
    rules.add(when("[IVX]{2,}(?![\\p{L}\\d])", m -> roman(m.group()).map(speller::cardinal)));
  }

  /** {@return the rule for a numeral that numbers a heading, as in {@code IV. The Arrival}} */
  SpeechRule headingNumeral() {
    return when(
        "([IVXLC]+)(?=\\s*(?:$|[.:,)—–-])|\\s+\\p{Lu}\\p{Ll}+)(?<!\\bI(?=\\s\\p{Lu}))",
        m -> roman(m.group(1)).map(speller::cardinal));
  }

  private static Optional<Long> roman(String numeral) {
    int value = Numeral.value(numeral.toUpperCase(Locale.ROOT));
    return value == 0 ? Optional.empty() : Optional.of((long) value);
  }

  private void addCapitals(String letters, String words) {
    String end = "(?![\\p{L}\\p{M}])";
    rules.add(
        always(
            "(?:\\p{Lu}\\.\\s?){2,20}(?:\\p{Lu}" + end + ")?(?<!\\s)",
            m -> NumberSpeller.letters(m.group())));
    rules.add(always("\\p{Lu}\\.(?=\\s+\\p{Lu})", m -> NumberSpeller.letters(m.group())));
    rules.add(always(words + end, m -> m.group().toLowerCase(Locale.ROOT)));
    rules.add(
        always("(" + letters + ")(s?)" + end, m -> NumberSpeller.letters(m.group(1)) + m.group(2)));
    rules.add(
        always(
            "([B-DF-HJ-NP-TV-XZ]{2,"
                + LONGEST_SPELLED_WORD
                + "})(s?)(?![\\p{L}\\p{M}’'-])|([B-DF-HJ-NP-TV-XZ]{2,"
                + LONGEST_SPELLED_WORD
                + "})(?=[’']s"
                + end
                + "|-)",
            m ->
                m.group(1) == null
                    ? NumberSpeller.letters(m.group(3))
                    : NumberSpeller.letters(m.group(1)) + m.group(2)));
  }

  static String lowerIfShouted(String word) {
    boolean shouted =
        word.codePointCount(0, word.length()) > 1
            && word.codePoints().noneMatch(Character::isLowerCase)
            && word.codePoints().filter(Character::isUpperCase).count() > 1;
    return shouted ? word.toLowerCase(Locale.ROOT) : word;
  }
}
