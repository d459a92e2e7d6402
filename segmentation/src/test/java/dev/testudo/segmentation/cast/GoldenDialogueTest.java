// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.testudo.segmentation.Span;
import dev.testudo.segmentation.SpeakerSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures the finder on passages of many books; prints the figures of CAST.md. */
class GoldenDialogueTest {
  private static final double MIN_SPAN_SCORE = 0.98;
  private static final double MIN_PRECISION = 0.95;
  private static final Pattern NESTED = Pattern.compile("‘([^“”]*?[,.!?])’");

  @ParameterizedTest
  @CsvSource({
    "DEVELOPMENT, 12, 318, 439",
    "VALIDATION, 16, 324, 439",
    "HELD_OUT, 16, 308, 390",
    "UNSEEN, 12, 159, 222"
  })
  void theGoldenSetIsAsLargeAsDocumented(
      GoldenDialogue.Part part, int books, int passages, int lines) throws IOException {
    List<GoldenDialogue.Book> golden = GoldenDialogue.books(part);
    assertEquals(books, golden.size());
    assertEquals(passages, golden.stream().mapToInt(GoldenDialogue.Book::passages).sum());
    assertEquals(lines, golden.stream().mapToInt(book -> book.lines().size()).sum());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "as printed, “, ”",
        "straight double, \", \"",
        "single, ‘, ’",
        "straight single, ', '",
        "French, «, »",
        "reversed, », «",
        "German, „, “"
      })
  void findsSpansInEveryStyle(String style, char opening, char closing) throws IOException {
    int hits = 0;
    int found = 0;
    int expected = 0;
    List<String> wrong = new ArrayList<>();
    for (GoldenDialogue.Book book : books(restyle(opening, closing))) {
      Set<Span> golden = spans(book.lines());
      Set<Span> proposed = spans(SpokenLines.of(book.manuscript()).lines());
      for (Span span : proposed) {
        if (golden.contains(span)) {
          hits++;
        } else {
          wrong.add("+ " + span.of(book.manuscript().text()));
        }
      }
      golden.stream()
          .filter(span -> !proposed.contains(span))
          .forEach(span -> wrong.add("- " + span.of(book.manuscript().text())));
      found += proposed.size();
      expected += golden.size();
    }
    double precision = (double) hits / found;
    double recall = (double) hits / expected;
    String figures =
        String.format(
            Locale.ROOT, "spans %s: precision %.3f, recall %.3f", style, precision, recall);
    System.out.println(figures);
    assertTrue(
        precision >= MIN_SPAN_SCORE && recall >= MIN_SPAN_SCORE,
        figures + "\n" + String.join("\n", wrong));
  }

  private static List<GoldenDialogue.Book> books(UnaryOperator<String> restyle) throws IOException {
    List<GoldenDialogue.Book> books = new ArrayList<>();
    for (GoldenDialogue.Part part : GoldenDialogue.Part.values()) {
      books.addAll(GoldenDialogue.books(part, restyle));
    }
    return books;
  }

  /** Exchanges the marks; where the outer ones become single, the nested ones become double. */
  private static UnaryOperator<String> restyle(char opening, char closing) {
    boolean single = closing == '’' || closing == '\'';
    return text -> {
      String nested = single ? NESTED.matcher(text).replaceAll("“$1”") : text;
      StringBuilder styled = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        styled.append(
            switch (text.charAt(i)) {
              case '“' -> opening;
              case '”' -> closing;
              case '’' -> nested.charAt(i) == '’' && closing == '\'' ? '\'' : nested.charAt(i);
              default -> nested.charAt(i);
            });
      }
      return styled.toString();
    };
  }

  private static Set<Span> spans(List<SpeakerSpan> lines) {
    return lines.stream().map(SpeakerSpan::span).collect(Collectors.toCollection(HashSet::new));
  }

  @ParameterizedTest
  @CsvSource({"DEVELOPMENT, 0.52", "VALIDATION, 0.58", "HELD_OUT, 0.48", "UNSEEN, 0.45"})
  void namesSpeakersPreciselyOrNotAtAll(GoldenDialogue.Part part, double minCoverage)
      throws IOException {
    int named = 0;
    int right = 0;
    int all = 0;
    List<String> wrong = new ArrayList<>();
    for (GoldenDialogue.Book book : GoldenDialogue.books(part)) {
      Map<Span, String> proposed = new HashMap<>();
      SpokenLines.of(book.manuscript())
          .lines()
          .forEach(line -> proposed.put(line.span(), line.speaker()));
      for (SpeakerSpan line : book.lines()) {
        String name = proposed.getOrDefault(line.span(), Speaker.UNKNOWN);
        all++;
        if (!name.equals(Speaker.UNKNOWN)) {
          named++;
          if (GoldenDialogue.isSame(line.speaker(), name)) {
            right++;
          } else {
            wrong.add(
                "%s: %s, not %s: %s"
                    .formatted(
                        book.name(),
                        line.speaker(),
                        name,
                        line.span().of(book.manuscript().text())));
          }
        }
      }
    }
    double precision = (double) right / named;
    double coverage = (double) named / all;
    String figures =
        String.format(
            Locale.ROOT,
            "speakers, %s: precision %.3f of %d named, coverage %.3f of %d",
            part,
            precision,
            named,
            coverage,
            all);
    System.out.println(figures);
    assertTrue(
        precision >= MIN_PRECISION && coverage >= minCoverage,
        figures + "\n" + String.join("\n", wrong));
  }
}
