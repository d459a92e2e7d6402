// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;

/** Tells abbreviations and Roman numerals from words. */
final class WordRules {
  private static final String END = "(?![\\p{L}\\p{M}\\d’'])";

  private final Notation notation;
  private final Verbalizer words;
  private final WordList list;

  WordRules(Notation notation, Verbalizer words, WordList list) {
    this.notation = notation;
    this.words = words;
    this.list = list;
  }

  List<SpeechRule> abbreviations() {
    List<SpeechRule> rules = new ArrayList<>();
    for (TableResource.Row row : notation.forms("scripture")) {
      rules.add(
          always("(?:" + row.form() + ")(?=\\s+(?:\\d|[ivxlc]+(?!\\p{L})))", m -> spoken(row)));
    }
    for (TableResource.Row row : notation.forms("place")) {
      rules.add(
          when(
              row.form(),
              (m, c) ->
                  c.isAfterComma() && !isCapitalized(c.after())
                      ? Optional.of(spoken(row))
                      : Optional.empty()));
    }
    for (TableResource.Row row : notation.forms("label")) {
      String small = "(?=[ivx]|[lc][ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})";
      String roman =
          "(?:[IVXLC]{2,}|(?<=\\s)[VXLC]|(?<=\\s)I(?!\\s\\p{Ll})|" + small + ")(?![\\p{L}’'])";
      String numeral = "(?:\\s?(?=\\d|#\\d)|(?<=\\.)\\s?(?=" + roman + "))";
      rules.add(always("(?:" + row.form() + ")" + numeral, m -> spoken(row)));
    }
    if (notation.isEnglish()) {
      addAddresses(rules);
      addStreetsAndSaints(rules);
    }
    for (TableResource.Row row : notation.forms("title")) {
      rules.add(
          when(
              "(?:" + row.form() + ")(?<=\\.)(?![\\p{L}\\d’'])",
              (m, c) ->
                  (c.startsText() && c.endsText())
                          || (notation.is("possessive-or-article", c.before())
                              && !c.after().isEmpty()
                              && Character.isLowerCase(c.after().charAt(0)))
                      ? Optional.of(spoken(row))
                      : Optional.empty()));
      String name = "(?=\\s+(?:\\p{Lu}[\\p{L}’']|\\p{Lu}\\.|d[’']\\p{Lu}|(?:de|von|van|la)\\s))";
      String form = "(?:" + row.form() + ")(?![\\p{L}\\d’'])" + name;
      rules.add(
          when(
              form,
              (m, c) ->
                  m.group().endsWith(".") || isName(c)
                      ? Optional.of(spoken(row))
                      : Optional.empty()));
    }
    for (TableResource.Row row : notation.forms("name")) {
      rules.add(always("(?:" + row.form() + ")(?=\\s+\\p{Lu})", m -> spoken(row)));
    }
    for (TableResource.Row row : notation.forms("abbreviation")) {
      rules.add(
          always(
              row.form(),
              m -> {
                String said = row.columns().get(2);
                return said.equals("sharp") || said.equals("flat")
                    ? m.group().charAt(0) + " " + said
                    : said;
              }));
    }
    return rules;
  }

  private static String spoken(TableResource.Row row) {
    return row.columns().get(2);
  }

  private boolean isName(Context c) {
    String after = c.after();
    return !notation.is("opener", after) && (!list.isCommon(after) || list.contains(after));
  }

  /** "Dr." is a doctor or a drive, "St." a saint or a street, by the words around it. */
  private void addStreetsAndSaints(List<SpeechRule> rules) {
    rules.add(when("D[rR]\\.", (m, c) -> Optional.of(isStreet(c) ? "drive" : "doctor")));
    rules.add(
        when(
            "Dr" + END,
            (m, c) ->
                isCapitalized(c.after()) && !notation.is("opener", c.after())
                    ? Optional.of("doctor")
                    : isCapitalized(c.before())
                            && !c.startsText()
                            && c.after().isEmpty()
                            && c.beforeThat().matches("\\d+")
                        ? Optional.of("drive")
                        : Optional.empty()));
    // An initial follows a name, a monsieur does not.
    rules.add(
        when(
            "M\\.(?=\\s+\\p{Lu}[\\p{Ll}’']+(?![.\\p{L}]))",
            (m, c) ->
                isCapitalized(c.before()) && !notation.is("opener", c.before())
                    ? Optional.empty()
                    : Optional.of("monsieur")));
    rules.add(when("S[tT]\\.(?=-\\p{Lu})", (m, c) -> Optional.of("saint")));
    rules.add(
        when(
            "S[tT]\\.",
            (m, c) ->
                Optional.of(
                    isStreet(c) ? "street" : isCapitalized(c.after()) ? "saint" : "street")));
    rules.add(
        when(
            "st" + END,
            (m, c) ->
                c.before().matches("\\d+(?:st|nd|rd|th)")
                        && !c.beforeThat().isEmpty()
                        && c.after().isEmpty()
                    ? Optional.of("street")
                    : Optional.empty()));
    rules.add(
        when("st\\.", (m, c) -> c.before().isEmpty() ? Optional.empty() : Optional.of("street")));
    rules.add(
        when(
            "St" + END,
            (m, c) ->
                isCapitalized(c.after()) && !isStreet(c)
                    ? Optional.of("saint")
                    : isCapitalized(c.before()) && !c.startsText()
                        ? Optional.of("street")
                        : Optional.empty()));
  }

  /** "1211 E Arques Ave": the parts of an address with a number before them. */
  private void addAddresses(List<SpeechRule> rules) {
    String ending = notation.alternatives("street");
    String name = "(?:\\p{Lu}[\\p{L}’']*|\\d{1,3}(?:st|nd|rd|th))";
    String direction = "(?:[NSEW]|N[EW]|S[EW])\\.?";
    rules.add(
        when(
            "(\\d{3,4})(?=\\p{L}?\\s(?:"
                + direction
                + "\\s)?(?:"
                + name
                + "\\s){1,3}(?:"
                + ending
                + "|Street|Avenue|Road|Lane|Drive|Boulevard|Court|Place|Square|Terrace|Crescent|Way|Highway|Parkway|Expressway|Gardens|Row|Mews)\\b)",
            (m, c) -> {
              String number = m.group(1);
              int half = number.length() - 2;
              return number.endsWith("00") || number.startsWith("0")
                  ? Optional.empty()
                  : Optional.of(words.pair(number.substring(0, half), number.substring(half)));
            }));
    rules.add(
        when(
            "("
                + direction
                + ")(?=\\s"
                + name
                + "\\s(?:"
                + name
                + "\\s)?(?:"
                + ending
                + "|st|Street|Avenue|Road|Drive)\\b)",
            (m, c) ->
                c.before().matches("\\d+\\p{L}?")
                    ? Optional.of(MeasureRules.compass(m.group(1).replace(".", "")))
                    : Optional.empty()));
    for (TableResource.Row row : notation.forms("street")) {
      rules.add(
          when(
              "(?:" + row.form() + ")" + END + "(?!\\.)",
              (m, c) ->
                  (isCapitalized(c.before()) || c.before().matches("\\d+(?:st|nd|rd|th)"))
                          && !c.before().endsWith(".")
                          && !isCapitalized(c.after())
                          && (c.beforeThat().matches("\\d+\\p{L}?|[NSEW]")
                              || (c.beforeThat().isEmpty() && c.endsText())
                              || isCapitalized(c.beforeThat()))
                      ? Optional.of(spoken(row))
                      : Optional.empty()));
    }
  }

  private boolean isStreet(Context c) {
    String before = c.before();
    String after = c.after();
    boolean named =
        (isCapitalized(before) && !before.endsWith(".")) || before.matches("\\d+(?:st|nd|rd|th)");
    if (!named || notation.is("saint-before", before)) {
      return false;
    }
    boolean name = isCapitalized(after) && !notation.is("opener", after);
    return !name
        || c.beforeThat().matches("\\d+\\p{L}?")
        || (list.isCommon(after)
            && !isGivenName(after)
            && isCapitalized(before)
            && after.length() > 4);
  }

  private boolean isGivenName(String word) {
    return word.matches(notation.alternatives("regnal"))
        || word.matches(
            "Mark|Grace|Luke|Matthew|Andrew|Jude|Clair|Cross|Anthony|Bernard|Patrick|Laurence|Lawrence|Vincent|Giles|Helen");
  }

  static boolean isCapitalized(String word) {
    return !word.isEmpty() && Character.isUpperCase(word.charAt(0));
  }

  List<SpeechRule> numerals() {
    List<SpeechRule> rules = new ArrayList<>();
    String counted = notation.alternatives("counted");
    rules.add(
        when(
            "(" + counted + ")\\.?\\s+(I|[VX]|[LCDM]|[IVXLCDM]{2,}|[ivxlc]{2,})" + END,
            this::counted));
    String numeral =
        "(I(?=[.,;:)’'!?]|$|\\s(?:of|and|was|had|in|to|at|who|as)\\b)|[VX]|[IVXLC]{2,})(?![\\p{L}\\d])";
    rules.add(
        when(
            "("
                + notation.alternatives("regnal")
                + ")((?:\\s\\p{Lu}\\.)?(?:\\s\\p{Lu}\\p{Ll}+)?)\\s+"
                + numeral
                + "(?:\\.(?=[’']s))?(?:\\s(?:and|&)\\s([IVX]{1,5})(?![\\p{L}\\d’']))?",
            this::regnal));
    rules.add(
        when(
            "((?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Sultan|Prince|Duke|Kaiser|Shah|Pharaoh|Caliph)\\s+\\p{Lu}\\p{Ll}+)\\s+"
                + numeral,
            (m, c) -> roman(m.group(2)).map(n -> words.regnal(m.group(1), n))));
    rules.add(
        when(
            "([IVXLC]{1,7})(?:th|st|nd|rd|TH|ST|ND|RD)" + END,
            (m, c) ->
                roman(m.group(1))
                    .filter(n -> m.group().toLowerCase(Locale.ROOT).endsWith(suffix(n)))
                    .map(n -> words.ordinal(Integer.toString(n)))));
    rules.add(
        when(
            "([IVX]{1,6})(?=\\s+(?:century|centuries|cent\\.|dynasty|Dynasty|Olympiad|arrondissement|Arrondissement|Army|Corps|Legion|Amendment|Congress))",
            (m, c) ->
                c.before().equalsIgnoreCase("the")
                    ? roman(m.group(1)).map(n -> words.ordinal(Integer.toString(n)))
                    : Optional.empty()));
    // "vol. I", and not "in this vol. I saw"
    rules.add(
        when(
            "(?<=\\b(?:[Vv]ol|[Aa]rt|[Ss]ec|[Cc]hap|[Cc]h|[Bb]k|[Pp]t|[Ff]ig)\\.\\s?)I(?=[,;:.)]|\\s*$|\\s[^\\p{Ll}])",
            (m, c) -> Optional.of(words.cardinal("1"))));
    // A year in Roman numerals, as on a title page.
    rules.add(
        when(
            "M{1,3}(?:C?D|D?C{1,3}|C?M)?[LXVIC]{1,9}" + END,
            (m, c) ->
                m.group().length() > 3
                    ? roman(m.group()).filter(n -> n < 2100).map(words::year)
                    : Optional.empty()));
    rules.add(
        when(
            "(?<=\\b[Mm][Kk]\\.?\\s)[IVX]{1,4}" + END,
            (m, c) -> roman(m.group()).map(n -> words.cardinal(Integer.toString(n)))));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(I{1,3})(?=\\s(?:"
                  + NumberRules.NUMBERED_SCRIPTURE
                  + ")\\b\\.?\\s+(?:\\d|[ivxl]+\\b))",
              (m, c) -> roman(m.group(1)).map(n -> words.ordinal(Integer.toString(n)))));
    }
    rules.add(
        when(
            "([IVXLC]{1,7})\\s?[-–—]\\s?([IVXLC]{1,7})(?![\\p{L}\\d’'.-])",
            (m, c) -> {
              int first = Numeral.value(m.group(1));
              int last = Numeral.value(m.group(2));
              boolean clear =
                  m.group(1).matches("[IVX]+")
                      && m.group(2).matches("[IVX]+")
                      && (m.group(1).length() + m.group(2).length() > 2 || m.group(1).equals("I"))
                      && !m.group().contains("—");
              return clear && first > 0 && first < last
                  ? Optional.of(
                      words.cardinal(Integer.toString(first))
                          + " "
                          + words.rangeWord()
                          + " "
                          + words.cardinal(Integer.toString(last)))
                  : Optional.empty();
            }));
    rules.add(when("[IVXLC]{2,}" + END, this::bareNumeral));
    rules.add(
        when(
            "([ivx]{2,5})(?=\\))",
            (m, c) ->
                c.charBefore() == '('
                    ? roman(m.group(1)).map(n -> words.cardinal(Integer.toString(n)))
                    : Optional.empty()));
    rules.add(
        when(
            "([ivxlc]{1,7})" + END + "(?:\\.(?=\\s*\\d)|([-–])(?=[ivxlc]{1,7}(?!\\p{L})))?",
            (m, c) ->
                isSmallNumeral(m.group(1), c)
                    ? roman(m.group(1))
                        .map(
                            n ->
                                words.cardinal(Integer.toString(n))
                                    + (m.group(2) == null ? "" : " " + words.rangeWord()))
                    : Optional.empty()));
    return rules;
  }

  /** After "p." and the like, and between chapter and verse, small letters are numerals too. */
  private boolean isSmallNumeral(String numeral, Context c) {
    String before = c.before();
    boolean labelled =
        before.matches(
            "(?i)pp?\\.|vols?\\.|chaps?\\.|chs?\\.|bks?\\.|cantos?|act|scene|sc\\.|pts?\\.|secs?\\.|nos?\\.|arts?\\.|plates?|figs?\\.|chapters?|pages?|vv?\\.|ll?\\.");
    boolean scripture =
        before.matches("(?:\\p{Lu}\\p{Ll}{1,6})\\.") && notation.is("scripture-short", before);
    boolean named =
        notation.is("scripture-name", before)
            && Character.isUpperCase(before.charAt(0))
            && !notation.is("not-a-numeral", numeral);
    boolean range = (c.charBefore() == '-' || c.charBefore() == '–') && numeral.length() > 1;
    return labelled || scripture || named || range;
  }

  private Optional<String> counted(Matcher m, Context c) {
    String label = m.group(1);
    String numeral = m.group(2);
    String after = c.after();
    if (numeral.equals("I") && isPronoun(label, after)) {
      return Optional.empty();
    }
    boolean letter = numeral.matches("[LCDM]") && !label.matches("(?i)chapter|canto|psalm|sonnet");
    boolean small = numeral.matches("[ivxlc]+");
    if (letter
        || (small && !list.isCommon(numeral) && roman(numeral).isEmpty())
        || (small && list.isCommon(numeral))) {
      return Optional.empty();
    }
    return roman(numeral)
        .map(n -> CapitalRules.lowerIfShouted(label) + " " + words.cardinal(Integer.toString(n)));
  }

  private static String suffix(int number) {
    boolean teen = number % 100 / 10 == 1;
    return switch (teen ? 0 : number % 10) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
  }

  /** "the part I played" and "Part I is over". */
  private boolean isPronoun(String label, String after) {
    if (after.isEmpty() || !Character.isLowerCase(after.charAt(0))) {
      return false;
    }
    if (!Character.isUpperCase(label.charAt(0))) {
      return !after.matches("of|is|and|to|in");
    }
    return notation.is("pronoun-verb", after) || (after.endsWith("ed") && after.length() > 4);
  }

  private Optional<String> regnal(Matcher m, Context c) {
    String name = m.group(1);
    String numeral = m.group(3);
    boolean surname = !m.group(2).isBlank();
    if (surname && !numeral.matches("I{2,3}|IV|VI?")) {
      return Optional.empty();
    }
    if ((name.equals("Malcolm") && numeral.equals("X")) || (surname && numeral.equals("V"))) {
      return Optional.empty();
    }
    return roman(numeral)
        .map(n -> words.regnal(CapitalRules.lowerIfShouted(name) + m.group(2).replace(".", ""), n))
        .map(
            said ->
                m.group(4) == null
                    ? said
                    : said + " and " + words.ordinal(Integer.toString(Numeral.value(m.group(4)))));
  }

  /** Letters that can be nothing but a numeral, or almost. */
  private Optional<String> bareNumeral(Matcher m, Context c) {
    String numeral = m.group();
    boolean clear = numeral.matches("[IVX]+") || (numeral.length() > 2 && !list.contains(numeral));
    if (!clear) {
      return Optional.empty();
    }
    String after = c.after();
    boolean drip =
        numeral.equals("IV")
            && (c.before().equalsIgnoreCase("an")
                || after.matches(
                    "drips?|fluids?|lines?|bags?|poles?|antibiotics?|needles?|therapy|stands?|tubes?|tubing|injections?|medications?|access|treatments?|catheters?|infusions?|drugs?|push|morphine|saline|pump|nurse")
                || (c.before().matches("(?i)an?|my|his|her|the")
                    && !WordRules.isCapitalized(after)
                    && !after.isEmpty()));
    if (drip) {
      return Optional.of(words.letters(numeral));
    }
    return roman(numeral).map(n -> words.cardinal(Integer.toString(n)));
  }

  /** {@return the rule for a numeral that numbers a heading, as in {@code IV. The Arrival}} */
  SpeechRule headingNumeral() {
    return when(
        "([IVXLC]+)(?=\\s*(?:$|[.:,)—–-])|\\s+\\p{Lu})(?![’'])",
        (m, c) -> {
          String after = c.after();
          boolean titled = c.charAfter() == ' ' && !after.isEmpty();
          boolean single = m.group(1).length() == 1;
          boolean letter =
              single
                  && titled
                  && (m.group(1).matches("[LC]")
                      || after.matches("Marks|Is|Equals|Factor|Files|Men|Ray|Rays|For|And")
                      || (m.group(1).equals("I")
                          && !after.matches(
                              "The|THE|A|AN?|An|In|IN|How|HOW|On|ON|Of|OF|Chapter|At")));
          return letter
              ? Optional.empty()
              : roman(m.group(1)).map(n -> words.cardinal(Integer.toString(n)));
        });
  }

  private static Optional<Integer> roman(String numeral) {
    int value = Numeral.value(numeral.toUpperCase(Locale.ROOT));
    return value == 0 ? Optional.empty() : Optional.of(value);
  }
}
