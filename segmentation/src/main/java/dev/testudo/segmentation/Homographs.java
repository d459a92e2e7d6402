// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;

/**
 * Words that are written alike and said differently, such as <i>read</i> and <i>lead</i>: a tagger
 * says what part of speech they are, and a table says how they are respelled. Not thread-safe.
 */
final class Homographs {
  static final String RESOURCE = "homographs-en.tsv";
  static final int COLUMNS = 6;
  private static final String MODEL = "/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";
  private static final Pattern TOKEN =
      Pattern.compile("\\p{L}++(?:['’]\\p{L}++){0,9}+|\\p{N}++|[^\\p{L}\\p{N}\\s]");

  /** How many tokens are tagged at once: sentences are shorter, and a longer text is cut. */
  private static final int WINDOW = 120;

  private static final class Holder {
    private static final POSModel MODEL_IN_MEMORY = load();
  }

  private final Map<String, List<Row>> rows = new HashMap<>();
  private Optional<POSTaggerME> tagger = Optional.empty();

  /**
   * @param tags a pattern for the tagger's tag
   * @param before a pattern for the two words before, in small letters; likewise after
   */
  private record Row(Pattern tags, Pattern before, Pattern after, String spoken) {}

  Homographs() {
    for (TableResource.Row line : TableResource.rows(RESOURCE, COLUMNS)) {
      List<String> columns = line.columns();
      Row row =
          new Row(
              pattern(columns.get(1)),
              pattern(columns.get(2)),
              pattern(columns.get(3)),
              columns.get(4));
      for (String word : columns.get(0).split("\\|", -1)) {
        rows.computeIfAbsent(word, w -> new ArrayList<>()).add(row);
      }
    }
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex.equals("*") ? ".*" : regex);
  }

  private static POSModel load() {
    try (InputStream in = Homographs.class.getResourceAsStream(MODEL)) {
      return new POSModel(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the tagger's model " + MODEL, e);
    }
  }

  /** {@return what to say at some offsets of a text instead of the word there} */
  Map<Integer, String> respell(String text) {
    Map<Integer, String> respelled = new HashMap<>();
    List<Integer> starts = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    boolean found = false;
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      String word = token.group().replace('’', '\'');
      starts.add(token.start());
      tokens.add(word);
      found |= rows.containsKey(word.toLowerCase(Locale.ROOT));
      boolean ends = word.equals(".") || word.equals("?") || word.equals("!");
      if (tokens.size() == WINDOW || (ends && tokens.size() > WINDOW / 2)) {
        if (found) {
          respell(tokens, starts, respelled);
        }
        tokens.clear();
        starts.clear();
        found = false;
      }
    }
    if (found) {
      respell(tokens, starts, respelled);
    }
    return respelled;
  }

  private void respell(List<String> tokens, List<Integer> starts, Map<Integer, String> respelled) {
    if (tagger.isEmpty()) {
      tagger = Optional.of(new POSTaggerME(Holder.MODEL_IN_MEMORY));
    }
    String[] tags = tagger.get().tag(tokens.toArray(String[]::new));
    for (int i = 0; i < tokens.size(); i++) {
      String word = tokens.get(i);
      List<Row> choices = rows.getOrDefault(word.toLowerCase(Locale.ROOT), List.of());
      String before = near(tokens, i - 3, i);
      String after = near(tokens, i + 1, i + 4);
      String tag = tags[i] + (Character.isUpperCase(word.charAt(0)) ? "^" : "");
      for (Row row : choices) {
        if (row.tags().matcher(tag).matches()
            && row.before().matcher(before).matches()
            && row.after().matcher(after).matches()) {
          if (!row.spoken().equals("-")) {
            respelled.put(starts.get(i), likeWritten(row.spoken(), word));
          }
          break;
        }
      }
    }
  }

  private static String near(List<String> tokens, int from, int to) {
    StringBuilder words = new StringBuilder();
    for (int i = Math.max(0, from); i < Math.min(tokens.size(), to); i++) {
      words.append(words.isEmpty() ? "" : " ").append(tokens.get(i).toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  private static String likeWritten(String spoken, String word) {
    return Character.isUpperCase(word.charAt(0))
        ? Character.toUpperCase(spoken.charAt(0)) + spoken.substring(1)
        : spoken;
  }
}
