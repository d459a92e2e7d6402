// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import dev.testudo.segmentation.Script.ScriptChapter;
import dev.testudo.segmentation.Script.Skipped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps account of which characters of a manuscript are read and which are not, and why. */
final class Account {
  private static final int EXAMPLES = 3;
  private static final int EXAMPLE_LENGTH = 60;
  private static final int CUT_EXAMPLE = 20;

  private final Manuscript manuscript;
  private final List<Omission> omissions;
  private final Set<String> foreign = new LinkedHashSet<>();
  private final List<String> cutWords = new ArrayList<>();
  private int read;
  private int readTo;
  private int nextOmission;

  Account(Manuscript manuscript) {
    this.manuscript = manuscript;
    this.omissions = new ArrayList<>(manuscript.omissions());
  }

  /** Counts a span as read; what was counted before, or is omitted within it, is not. */
  void read(Span span) {
    int start = Math.max(span.start(), readTo);
    readTo = Math.max(readTo, span.end());
    read += Math.max(0, span.end() - start);
    List<Omission> all = manuscript.omissions();
    while (nextOmission > 0 && all.get(nextOmission - 1).span().end() > start) {
      nextOmission--;
    }
    while (nextOmission < all.size() && all.get(nextOmission).span().start() < span.end()) {
      Span omitted = all.get(nextOmission).span();
      int from = Math.max(start, omitted.start());
      int to = Math.min(span.end(), omitted.end());
      read -= Math.max(0, to - from);
      nextOmission++;
    }
  }

  void noteForm(SpokenForm form) {
    form.unspeakable()
        .forEach(span -> omissions.add(new Omission(Omission.Reason.UNSPEAKABLE, span)));
    foreign.addAll(form.foreign());
  }

  void noteCutWord(String word) {
    cutWords.add(word.length() > CUT_EXAMPLE ? word.substring(0, CUT_EXAMPLE) + "…" : word);
  }

  Script close(List<ScriptChapter> chapters) {
    List<String> warnings = new ArrayList<>(manuscript.warnings());
    warnings.addAll(ChapterWarnings.of(chapters));
    if (!foreign.isEmpty()) {
      warnings.add(
          warning(
              "Words of other scripts are spoken by their Latin letters",
              "put them in a lexicon",
              foreign));
    }
    if (!cutWords.isEmpty()) {
      warnings.add(
          warning(
              "Words longer than an utterance can be are cut", "look at the manuscript", cutWords));
    }
    return new Script(
        manuscript.title(),
        manuscript.author(),
        manuscript.language(),
        chapters,
        read,
        skipped(),
        warnings);
  }

  private static String warning(String what, String advice, Collection<String> words) {
    String examples = String.join(", ", words.stream().limit(EXAMPLES).toList());
    return "%s (%s; %d in all): %s".formatted(what, examples, words.size(), advice);
  }

  private List<Skipped> skipped() {
    Map<Omission.Reason, List<Span>> spans = new EnumMap<>(Omission.Reason.class);
    for (Omission omission : omissions) {
      spans.computeIfAbsent(omission.reason(), reason -> new ArrayList<>()).add(omission.span());
    }
    List<Skipped> skipped = new ArrayList<>();
    spans.forEach(
        (reason, parts) -> {
          int characters = parts.stream().mapToInt(Span::length).sum();
          List<String> examples =
              parts.stream().map(this::example).distinct().limit(EXAMPLES).toList();
          skipped.add(new Skipped(reason.label(), characters, examples));
        });
    return skipped;
  }

  private String example(Span span) {
    int end = Math.min(span.end(), span.start() + 4 * EXAMPLE_LENGTH);
    String text = manuscript.text().substring(span.start(), end).strip().replaceAll("\\s+", " ");
    return text.length() <= EXAMPLE_LENGTH ? text : text.substring(0, EXAMPLE_LENGTH - 1) + "…";
  }
}
