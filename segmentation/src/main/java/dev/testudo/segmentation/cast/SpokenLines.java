// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.Span;
import dev.testudo.segmentation.SpeakerSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is said in a book, and by whom.
 *
 * @param lines every quotation in order; the speaker is {@link Speaker#UNKNOWN} where none is safe
 * @param speakers those who say them, most lines first, without the unknown
 * @param unknownLines number of quotations without a speaker
 */
public record SpokenLines(List<SpeakerSpan> lines, List<Speaker> speakers, int unknownLines) {
  private static final int FIRST_WORDS = 50;
  private static final int NOBODYS = -1;

  public SpokenLines {
    lines = List.copyOf(lines);
    speakers = List.copyOf(speakers);
  }

  /** {@return the lines of a manuscript} */
  public static SpokenLines of(Manuscript manuscript) {
    List<Paragraph> paragraphs = Dialogue.of(manuscript);
    SpeakerFinder finder = new SpeakerFinder(paragraphs);
    List<SpeakerSpan> lines = new ArrayList<>();
    Map<String, List<String>> said = new LinkedHashMap<>();
    for (int p = 0; p < paragraphs.size(); p++) {
      Paragraph paragraph = paragraphs.get(p);
      for (int q = 0; q < paragraph.quotations().size(); q++) {
        Span span = paragraph.quotations().get(q);
        String speaker = finder.speaker(p, q).orElse(Speaker.UNKNOWN);
        lines.add(new SpeakerSpan(paragraph.text().source(span.start(), span.end()), speaker));
        said.computeIfAbsent(speaker, name -> new ArrayList<>()).add(paragraph.quotation(q));
      }
    }
    List<String> unknown = said.remove(Speaker.UNKNOWN);
    List<Speaker> speakers = new ArrayList<>();
    said.forEach((name, texts) -> speakers.add(speaker(name, finder.gender(name), texts)));
    return new SpokenLines(lines, sorted(speakers), unknown == null ? 0 : unknown.size());
  }

  /** {@return the lines with the names that the manuscript marks in its text} */
  public SpokenLines withMarksOf(Manuscript manuscript) {
    List<SpeakerSpan> marks =
        manuscript.voiced().stream()
            .filter(mark -> !mark.isRule() && !mark.speaker().equals(Speaker.NARRATOR))
            .toList();
    if (marks.isEmpty()) {
      return this;
    }
    Map<String, List<String>> said = new LinkedHashMap<>();
    for (SpeakerSpan part : withMarks(lines, marks)) {
      said.computeIfAbsent(part.speaker(), name -> new ArrayList<>())
          .add(part.span().of(manuscript.text()).strip());
    }
    List<String> unknown = said.remove(Speaker.UNKNOWN);
    Map<String, Gender> genders = new HashMap<>();
    speakers.forEach(speaker -> genders.put(speaker.name(), speaker.gender()));
    List<Speaker> all = new ArrayList<>();
    said.forEach(
        (name, texts) ->
            all.add(speaker(name, genders.getOrDefault(name, PersonName.genderOf(name)), texts)));
    return new SpokenLines(lines, sorted(all), unknown == null ? 0 : unknown.size());
  }

  private static List<Speaker> sorted(List<Speaker> speakers) {
    return speakers.stream()
        .sorted(Comparator.comparingInt(Speaker::lines).reversed().thenComparing(Speaker::name))
        .toList();
  }

  /**
   * {@return what is said and what the manuscript marks, in order and disjoint}
   *
   * @param lines of a manuscript, in order and disjoint
   * @param marks the outer before the inner; a mark wins over a line, an inner mark over an outer
   */
  public static List<SpeakerSpan> withMarks(List<SpeakerSpan> lines, List<SpeakerSpan> marks) {
    List<SpeakerSpan> all = new ArrayList<>(lines);
    all.addAll(marks);
    int end = all.stream().mapToInt(part -> part.span().end()).max().orElse(0);
    int[] owners = new int[end];
    Arrays.fill(owners, NOBODYS);
    for (int i = 0; i < all.size(); i++) {
      Arrays.fill(owners, all.get(i).span().start(), all.get(i).span().end(), i);
    }
    List<SpeakerSpan> parts = new ArrayList<>();
    int start = 0;
    for (int at = 1; at <= end; at++) {
      if (at == end || owners[at] != owners[start]) {
        if (owners[start] != NOBODYS) {
          parts.add(new SpeakerSpan(new Span(start, at), all.get(owners[start]).speaker()));
        }
        start = at;
      }
    }
    return parts;
  }

  private static Speaker speaker(String name, Gender gender, List<String> texts) {
    int words = texts.stream().mapToInt(text -> text.strip().split("\\s+", -1).length).sum();
    String first = texts.get(0);
    String shown =
        first.length() <= FIRST_WORDS
            ? first
            : first.substring(0, first.lastIndexOf(' ', FIRST_WORDS) + 1).strip() + " …";
    return new Speaker(name, gender, texts.size(), words, shown);
  }
}
