// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import dev.testudo.segmentation.Verbalizer.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells quantities with a unit from other numbers. */
final class MeasureRules {
  private static final String END = "(?![\\p{L}\\d])";
  private static final String SIGNS = "[" + NumberRules.FRACTION_SIGNS + "]";

  private final Notation notation;
  private final Verbalizer words;
  private final String number;
  private final List<SpeechRule> rules = new ArrayList<>();

  MeasureRules(Notation notation, Verbalizer words) {
    this.notation = notation;
    this.words = words;
    this.number = notation.number();
    if (notation.isEnglish()) {
      addLengths();
    }
    addUnits();
    if (notation.isEnglish()) {
      addBareUnits();
    }
  }

  List<SpeechRule> rules() {
    return List.copyOf(rules);
  }

  /** "a $5 bill": a quantity between an article and a noun is said as one thing. */
  static Role role(Notation notation, Context c) {
    String after = c.after();
    if (after.isEmpty()
        || !Character.isLowerCase(after.charAt(0))
        || notation.is("function", after)) {
      return Role.NOUN;
    }
    String before = c.before();
    boolean known = notation.is("unit-noun", after) || notation.is("unit-noun", c.afterThat());
    boolean owed = after.endsWith("ed") || after.endsWith("ly") || after.endsWith("ing");
    return known || (notation.is("determiner", before) && !owed) ? Role.ATTRIBUTE : Role.NOUN;
  }

  private void addLengths() {
    rules.add(
        when(
            "(\\d{1,3})\\s?ft\\.?,?\\s(\\d{1,2}(?:\\.\\d|\\s?"
                + SIGNS
                + ")?)\\s?ins?(?:\\.|(?!\\s+(?:the|a|an|his|her|my|each|all|this|that)\\b))(?![\\p{L}\\d])",
            (m, c) ->
                Optional.of(
                    measure(m.group(1), "ft", Role.NOUN)
                        + " "
                        + measure(m.group(2), "in.", Role.NOUN))));
    String inches = "(\\d{1,2}(?:\\s?" + SIGNS + ")?)";
    rules.add(
        when(
            "(?<!°\\s?)(\\d{1,3})\\s?[’'′]\\s?" + inches + "\\s?(?:[\"”″“]|''|’’|′′)(?!\\d)",
            (m, c) ->
                Optional.of(
                    words.measure(
                            words.cardinal(m.group(1)),
                            true,
                            notation.units("unit", "ft"),
                            Role.NOUN)
                        + " "
                        + quantity(m.group(2)))));
    rules.add(
        when(
            "(?<=°\\s?)(\\d{1,2}(?:\\.\\d+)?)\\s?['’′](?!['’′])",
            (m, c) ->
                Optional.of(
                    words.measure(
                        words.cardinal(m.group(1)),
                        m.group(1).equals("1"),
                        new String[] {"minute", "minutes"},
                        Role.NOUN))));
    rules.add(
        when(
            "(?<=['’′]\\s?)(\\d{1,2}(?:\\.\\d+)?)\\s?(?:[\"”″]|''|’’|′′)(?=\\s?[NSEW](?!\\p{L}))",
            (m, c) ->
                Optional.of(
                    words.measure(
                        words.cardinal(m.group(1)),
                        m.group(1).equals("1"),
                        new String[] {"second", "seconds"},
                        Role.NOUN))));
    rules.add(
        when(
            "(?<=\\d\\s?['’′\"”″]\\s?|′′\\s?|''\\s?)[NSEW](?![\\p{L}’'])",
            (m, c) -> Optional.of(compass(m.group()))));
    rules.add(
        when(
            "(\\d{1,3})['′](?=[\\s-]+(?:tall|wide|long|high|deep|thick|by|x|×))",
            (m, c) -> Optional.of(measure(m.group(1), "ft", Role.NOUN))));
    // "a 6' wall"
    rules.add(
        when(
            "(\\d{1,3})['′](?=\\s\\p{Ll}{3})",
            (m, c) ->
                c.before().matches("(?i)an?|the|each|every") && role(notation, c) == Role.ATTRIBUTE
                    ? Optional.of(measure(m.group(1), "ft", Role.ATTRIBUTE))
                    : Optional.empty()));
    // "He is 6'.", where the mark ends no quotation.
    rules.add(
        when(
            "(\\d{1,3})'(?![\\p{L}\\d'])",
            (m, c) ->
                (c.startsText() && c.endsText())
                        || (c.endsSentence()
                            && c.before()
                                .matches(
                                    "is|was|about|over|under|nearly|almost|only|stands|stood|measures|measured"))
                    ? Optional.of(measure(m.group(1), "ft", role(notation, c)))
                    : Optional.empty()));
    rules.add(
        when(
            "(?<!′ ?)(" + quantityPattern() + ")\\s?[\"″](?![\\p{L}\\d])",
            (m, c) ->
                c.inQuotation() || c.charBefore() == '"'
                    ? Optional.empty()
                    : Optional.of(measure(m.group(1), "in.", role(notation, c)))));
  }

  /** {@return the direction of letters such as N or SW} */
  static String compass(String letters) {
    return letters
        .replace("N", "north")
        .replace("S", "south")
        .replace("E", "east")
        .replace("W", "west");
  }

  private String quantityPattern() {
    return "(?:\\d{1,6}[ -]?)?" + SIGNS + "|(?:\\d{1,6}[ -])?\\d{1,3}[/⁄]\\d{1,3}|" + number;
  }

  private void addUnits() {
    String unit = notation.alternatives("unit");
    String quantity = "(" + quantityPattern() + ")";
    rules.add(
        when(
            quantity + "([\\s\\u00a0\\u202f]?|-)(" + unit + ")[\\s·]?(" + unit + ")⁻([¹²])",
            (m, c) ->
                Optional.of(
                    measure(m.group(1), m.group(3), Role.NOUN)
                        + " "
                        + words.per(notation.units("unit", m.group(4)))
                        + (m.group(5).equals("²") ? " " + words.power("2") : ""))));
    rules.add(
        when(
            quantity
                + "(\\s(?:thousand|million|billion|hundred))?([\\s\\u00a0\\u202f]?|-)("
                + unit
                + ")(?:/("
                + unit
                + "))?(?![\\p{L}\\d²³’'⁰¹⁴-⁹⁺⁻]|\\.\\p{L})",
            this::measured));
  }

  /** Units that stand without a number: mg/kg, W/m², and those after a power of ten. */
  private void addBareUnits() {
    String small = "(?:[kmcµμn]?(?:g|m|l|L|J|W|V|N|mol|Pa|Hz))";
    String per = "(?:[kcmd]?(?:g|m²|m³|m|l|L|s²|s|h|mol|K))";
    rules.add(
        when(
            "(" + small + ")/(" + per + ")(?![\\p{L}\\d/²³])",
            (m, c) ->
                Optional.of(
                    plural(m.group(1)) + " " + words.per(notation.units("unit", m.group(2))))));
    rules.add(
        when(
            "(?<=\\d)/(" + notation.alternatives("unit") + ")" + END,
            (m, c) -> Optional.of(words.per(notation.units("unit", m.group(1))))));
    rules.add(when("[kcm]?m[²³](?![\\p{L}\\d])", (m, c) -> Optional.of(plural(m.group()))));
    rules.add(
        when(
            "(?<=[⁰¹²³⁴-⁹]\\s?|\\d[eE][+-]?\\d{1,3}\\s)(" + small + ")(?![\\p{L}\\d/])",
            (m, c) -> Optional.of(plural(m.group(1)))));
  }

  private String plural(String unit) {
    String[] forms = notation.units("unit", unit);
    return forms[forms.length - 1];
  }

  private Optional<String> measured(Matcher m, Context c) {
    String unit = m.group(4);
    String gap = m.group(3);
    boolean bare = unit.length() == 1 && Character.isLetter(unit.charAt(0));
    // Part of a code such as 25d08A, or an ordinal.
    if (Character.isLetter(c.charBefore()) || (unit.startsWith("st") && gap.isEmpty())) {
      return Optional.empty();
    }
    if (bare && !isMeasure(unit, gap, m.group(1), c)) {
      return Optional.empty();
    }
    Role role = gap.equals("-") || isBeforeThing(unit, c) ? Role.ATTRIBUTE : role(notation, c);
    String spoken = m.group(2) == null ? "" : m.group(2);
    String[] units = notation.units("unit", unit);
    boolean part = spoken.isEmpty() && isPart(m.group(1));
    if (part && role == Role.NOUN && m.group(5) == null) {
      return Optional.of(words.partOf(quantity(m.group(1)), units));
    }
    String measure =
        words.measure(
            quantity(m.group(1)) + spoken, isOne(m.group(1)) && spoken.isEmpty(), units, role);
    if (m.group(5) == null) {
      return Optional.of(measure);
    }
    return Optional.of(measure + " " + words.per(notation.units("unit", m.group(5))));
  }

  /** "3 A fuse", "100 m sprint": lengths and ratings describe the thing that follows. */
  private boolean isBeforeThing(String unit, Context c) {
    String after = c.after();
    return notation.isEnglish()
        && unit.matches(
            "m|km|cm|mm|ft\\.?|V|kV|A|mA|W|kW|MW|Hz|kHz|MHz|GHz|hp|GB|MB|TB|KB|Mbps|°|px|MP|cc")
        && c.charAfter() == ' '
        && after.matches("\\p{Ll}{3,}")
        && !after.matches(".*(?:ed|ly|ing|[^s]s)")
        && !notation.is("function", after)
        && !notation.is("measure-adjective", after);
  }

  /** Single letters are units only where they cannot be something else. */
  private boolean isMeasure(String unit, String gap, String quantity, Context c) {
    String before = c.before();
    boolean labelled =
        !before.isEmpty()
            && Character.isUpperCase(before.charAt(0))
            && !c.startsText()
            && Character.isUpperCase(unit.charAt(0))
            && !before.matches("(?:A|An|The|At|In|Of|To|With|And|Only|About)");
    return switch (unit.charAt(0)) {
      case 's', 'h', 't' ->
          (!gap.isEmpty() && !gap.equals("-") && !quantity.matches("\\d{4}"))
              || (unit.equals("h") && gap.isEmpty());
      case 'A', 'N', 'J', 'V', 'W', 'K', 'L' ->
          !labelled
              && !(gap.isEmpty() && unit.matches("[KNJ]"))
              && !(c.charAfter() == '.' && !c.endsText())
              && !Character.isUpperCase(firstOf(c.after()));
      default -> true;
    };
  }

  private static char firstOf(String word) {
    return word.isEmpty() ? 'a' : word.charAt(0);
  }

  private String measure(String quantity, String unit, Role role) {
    return words.measure(quantity(quantity), isOne(quantity), notation.units("unit", unit), role);
  }

  private static boolean isPart(String quantity) {
    return quantity.matches(SIGNS + "|\\d+[/⁄]\\d+");
  }

  private static boolean isOne(String quantity) {
    return quantity.equals("1");
  }

  private String quantity(String written) {
    Matcher mixed =
        Pattern.compile("(?:(\\d+)[ -]?)??(?:(" + SIGNS + ")|(\\d+)[/⁄](\\d+))")
            .matcher(written.strip());
    if (mixed.matches()) {
      String whole = mixed.group(1) == null ? "" : mixed.group(1);
      if (mixed.group(2) != null) {
        String[] parts = NumberRules.sign(mixed.group(2)).split("/", -1);
        return words.fraction(whole, parts[0], parts[1]);
      }
      return words.fraction(whole, mixed.group(3), mixed.group(4));
    }
    return words.cardinal(notation.plain(written));
  }
}
