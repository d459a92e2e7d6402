// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.Hearing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The takes of a run that are still faulty after all attempts, with the words in question. */
final class SuspiciousTakes {
  /** With sound, a page has about a third of a megabyte a take. */
  static final int PLAYED = 30;

  private SuspiciousTakes() {}

  /** {@return those of some takes, in book order} */
  static List<Take> of(List<Take> takes) {
    return takes.stream()
        .filter(take -> !take.faults().isEmpty())
        .sorted(Comparator.comparing(Take::book).thenComparingInt(Take::ordinal))
        .toList();
  }

  /** {@return such as {@code MISSING_WORDS ("the lamp") at 3.2 s, TOO_SHORT}} */
  static String faults(Take take) {
    List<String> parts = new ArrayList<>();
    for (Hearing.Finding finding : take.hearing().findings()) {
      parts.add(
          String.format(
              Locale.ROOT, "%s at %.1f s", finding.sentence(), finding.startMillis() / 1000.0));
    }
    take.faults().stream()
        .filter(fault -> !take.hearing().faults().contains(fault))
        .map(Enum::name)
        .sorted()
        .forEach(parts::add);
    return String.join(", ", parts);
  }

  /** {@return the same as JSON fields} */
  static Map<String, Object> fields(Take take) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("utterance", take.ordinal());
    fields.put("chapter", take.chapter());
    fields.put("key", take.key());
    fields.put("faults", take.faults().stream().map(Enum::name).sorted().toList());
    fields.put(
        "findings",
        take.hearing().findings().stream()
            .map(
                finding ->
                    Map.of(
                        "fault",
                        finding.fault().name(),
                        "words",
                        finding.words(),
                        "startSeconds",
                        finding.startMillis() / 1000.0,
                        "endSeconds",
                        finding.endMillis() / 1000.0))
            .toList());
    return fields;
  }

  /** {@return a list in which each take plays from where its first finding is} */
  static String html(List<Take> takes, TakePlayer player) {
    List<Take> suspicious = of(takes);
    if (suspicious.isEmpty()) {
      return "<p>None.</p>";
    }
    String played =
        suspicious.stream()
            .limit(PLAYED)
            .map(take -> player.html(take, sentence(take), start(take)))
            .collect(Collectors.joining("", "<ol>", "</ol>"));
    String others =
        suspicious.stream()
            .skip(PLAYED)
            .map(take -> "<li>" + Html.text(sentence(take)) + "</li>")
            .collect(Collectors.joining());
    return others.isEmpty() ? played : played + "<ul>" + others + "</ul>";
  }

  private static String sentence(Take take) {
    return "%s, chapter %d, utterance %d: %s"
        .formatted(take.book(), take.chapter(), take.ordinal(), faults(take));
  }

  /** A second before it, to hear how it comes about. */
  private static double start(Take take) {
    return take.hearing().findings().stream()
        .findFirst()
        .map(finding -> Math.max(0, finding.startMillis() / 1000.0 - 1))
        .orElse(0.0);
  }
}
