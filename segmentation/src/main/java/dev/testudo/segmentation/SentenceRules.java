package dev.testudo.segmentation;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of words that decide whether a sentence ends; it explains its own columns. */
final class SentenceRules {
  static final String RESOURCE = "sentence-rules.tsv";

  /** What a word says about the boundary after its full stop, or before the word. */
  enum Kind {
    NEVER,
    NAME,
    NUMBER,
    PERHAPS,
    OPENER,
    SPEECH
  }

  private final Map<Kind, Pattern> forms = new EnumMap<>(Kind.class);

  private SentenceRules(List<TableResource.Row> rows) {
    for (Kind kind : Kind.values()) {
      String alternatives =
          rows.stream()
              .filter(row -> Kind.valueOf(row.kind().toUpperCase(Locale.ROOT)) == kind)
              .map(TableResource.Row::form)
              .collect(Collectors.joining("|"));
      forms.put(kind, Pattern.compile(alternatives));
    }
  }

  static SentenceRules load() {
    return new SentenceRules(TableResource.rows(RESOURCE, 3));
  }

  /** {@return whether the table says anything about a full stop after this word} */
  boolean know(String word) {
    return is(Kind.NEVER, word)
        || is(Kind.NAME, word)
        || is(Kind.NUMBER, word)
        || is(Kind.PERHAPS, word);
  }

  boolean is(Kind kind, String word) {
    return forms.get(kind).matcher(word).matches();
  }
}
