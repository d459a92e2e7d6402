// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** How a language writes things down: its number marks, and its tables of forms and of words. */
final class Notation {
  static final int FORM_COLUMNS = 5;

  private final String language;
  private final char decimalMark;
  private final String groupMark;
  private final List<TableResource.Row> forms;
  private final Map<String, Set<String>> groups = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Map<String, String[]> units = new ConcurrentHashMap<>();

  private Notation(String language, char decimalMark, String groupMark) {
    this.language = language;
    this.decimalMark = decimalMark;
    this.groupMark = groupMark;
    this.forms = TableResource.rows("spoken-forms-" + language + ".tsv", FORM_COLUMNS);
    for (TableResource.Row row : TableResource.rows("word-groups-" + language + ".tsv", 2)) {
      List<String> words = Arrays.asList(row.form().split(" ", -1));
      lists.put(row.kind(), words);
      groups.put(row.kind(), new HashSet<>(words));
    }
  }

  static Notation english() {
    return new Notation("en", '.', ",");
  }

  static Notation german() {
    return new Notation("de", ',', "\\.");
  }

  boolean isEnglish() {
    return language.equals("en");
  }

  List<TableResource.Row> forms(String kind) {
    return forms.stream().filter(row -> row.kind().equals(kind)).toList();
  }

  /** {@return the forms of a kind as alternatives of one pattern} */
  String alternatives(String kind) {
    return forms(kind).stream().map(TableResource.Row::form).collect(joining("|", "(?:", ")"));
  }

  /** {@return whether a word, whatever its capitals, is in a group} */
  boolean is(String group, String word) {
    return groups.getOrDefault(group, Set.of()).contains(word.toLowerCase(Locale.ROOT));
  }

  /** {@return the words of a group in the table's order} */
  List<String> words(String group) {
    return lists.getOrDefault(group, List.of());
  }

  /** {@return a pattern for whole numbers, grouped or not} */
  String whole() {
    return "(?:\\d{1,3}(?:"
        + groupMark
        + "\\d{3}){1,9}+(?!\\d)|\\d{1,3}(?:["
        + " \\u00a0\\u2009\\u202f’']\\d{3}){1,5}+(?![\\d\\p{L}]|[,.]\\d)|\\d++)";
  }

  String number() {
    return whole() + "(?:" + Pattern.quote(String.valueOf(decimalMark)) + "\\d++)?";
  }

  /** {@return a written number in digits with a decimal point and nothing else} */
  String plain(String number) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c >= '0' && c <= '9') {
        plain.append(c);
      } else if (c == decimalMark) {
        plain.append('.');
      } else if (c == '-' || c == '−') {
        plain.append('-');
      }
    }
    return plain.toString();
  }

  /** {@return a pattern for the full names of the months, in any case} */
  String monthNames() {
    List<String> names = new ArrayList<>();
    for (String month : words("month")) {
      names.add(Character.toUpperCase(month.charAt(0)) + month.substring(1));
      names.add(month.toUpperCase(Locale.ROOT));
    }
    return names.stream().collect(joining("|", "(?:", ")"));
  }

  /** {@return a month's number from the first three letters of its name; 0 if it has none} */
  int month(String name) {
    String start = name.toLowerCase(Locale.ROOT);
    List<String> months = words("month");
    for (int i = 0; i < months.size(); i++) {
      if (start.length() >= 3 && months.get(i).startsWith(start.substring(0, 3))) {
        return i + 1;
      }
    }
    return 0;
  }

  /** {@return the words of the first row of a kind that matches a form} */
  String[] units(String kind, String form) {
    return units.computeIfAbsent(
        kind + form,
        key ->
            forms(kind).stream()
                .filter(row -> matchesHere(row.form(), form))
                .findFirst()
                .map(row -> row.columns().get(2).split("/", -1))
                .orElseThrow(() -> new IllegalStateException("No " + kind + " for " + form)));
  }

  // Looks ahead of a form were checked where it stood.
  private static boolean matchesHere(String pattern, String form) {
    return Pattern.compile(
            "(?:"
                + pattern.replaceAll("\\(\\?[=!](?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)", "")
                + ")")
        .matcher(form)
        .matches();
  }
}
