// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.export.Timeline.TimedWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Captions by sentence, as WebVTT and SubRip: at most two lines of 42 characters each. A longer
 * sentence becomes several cues, cut where a reader pauses. Cues never overlap, and none is empty.
 * WebVTT says who speaks, and may say when each word is heard.
 */
final class Captions {
  static final int LINE = 42;

  private static final int PAUSE_BONUS = 12;

  private final List<Cue> cues = new ArrayList<>();

  private Captions() {}

  /**
   * A caption.
   *
   * @param source where its text and the times within it are from
   */
  record Cue(long startMillis, long endMillis, List<String> lines, Source source) {
    Cue {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A stretch of a sentence.
   *
   * @param startSeconds where its chapter begins
   * @param from first index in the sentence's text
   */
  record Source(TimedChapter chapter, TimedSentence sentence, double startSeconds, int from) {
    private long millis(long sample) {
      return Captions.millis(startSeconds + chapter.seconds(sample));
    }
  }

  /** {@return the captions of chapters that follow each other} */
  static Captions of(List<TimedChapter> chapters) {
    Captions captions = new Captions();
    double start = 0;
    for (TimedChapter chapter : chapters) {
      for (TimedSentence sentence : chapter.heard()) {
        captions.add(chapter, sentence, start, 0, sentence.text().length());
      }
      // Lengths are whole samples, so that the sum does not drift.
      start += chapter.seconds();
    }
    return captions;
  }

  List<Cue> cues() {
    return List.copyOf(cues);
  }

  private void add(TimedChapter chapter, TimedSentence sentence, double start, int from, int to) {
    String text = sentence.text().substring(from, to);
    if (text.isBlank()) {
      return;
    }
    List<String> lines = lines(text.strip());
    if (lines.size() > 2) {
      int cut = from + TextCuts.middle(text);
      add(chapter, sentence, start, from, cut);
      add(chapter, sentence, start, cut, to);
      return;
    }
    Source source = new Source(chapter, sentence, start, from);
    long startMillis = source.millis(sentence.sampleAt(from));
    long endMillis =
        source.millis(
            to == sentence.text().length() ? sentence.endSample() : sentence.sampleAt(to));
    long previous = cues.isEmpty() ? 0 : cues.get(cues.size() - 1).endMillis();
    startMillis = Math.max(startMillis, previous);
    cues.add(new Cue(startMillis, Math.max(endMillis, startMillis + 1), lines, source));
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }

  /** {@return the lines of a cue: two of similar length where one does not do} */
  private static List<String> lines(String text) {
    List<String> verses = text.lines().map(String::strip).toList();
    if (verses.size() == 2 && verses.stream().allMatch(line -> line.length() <= LINE)) {
      return verses;
    }
    String joined = String.join(" ", verses);
    if (joined.length() <= LINE) {
      return List.of(joined);
    }
    int best = -1;
    for (int at = joined.indexOf(' '); at >= 0; at = joined.indexOf(' ', at + 1)) {
      boolean fits = at <= LINE && joined.length() - at - 1 <= LINE;
      if (fits && (best < 0 || unevenness(joined, at) < unevenness(joined, best))) {
        best = at;
      }
    }
    return best < 0
        ? List.of("", "", "")
        : List.of(joined.substring(0, best), joined.substring(best + 1));
  }

  /** A line that ends where a reader pauses may differ more from the other. */
  private static int unevenness(String text, int at) {
    boolean pause = ",;:.?!".indexOf(text.charAt(at - 1)) >= 0;
    return Math.abs(text.length() - 2 * at) - (pause ? PAUSE_BONUS : 0);
  }

  /** {@return the captions as WebVTT, by sentence} */
  String webVtt(String title) {
    return webVtt(title, Optional.empty());
  }

  /** {@return the captions as WebVTT, with the time of each word} */
  String webVttWithWords(String title) {
    long estimated =
        cues.stream()
            .map(cue -> cue.source().sentence())
            .distinct()
            .filter(TimedSentence::isEstimated)
            .count();
    return webVtt(
        title,
        Optional.of(
            estimated == 0
                ? "The times of words were heard."
                : "The times of words are estimated by their length in %d sentences; testudo listen measures them."
                    .formatted(estimated)));
  }

  private String webVtt(String title, Optional<String> words) {
    StringBuilder out = new StringBuilder("WEBVTT\n\nNOTE ");
    out.append(escaped(title.replace("-->", "->").replaceAll("\\s+", " "))).append('\n');
    words.ifPresent(note -> out.append("\nNOTE ").append(note).append('\n'));
    for (int i = 0; i < cues.size(); i++) {
      Cue cue = cues.get(i);
      out.append('\n').append(i + 1).append('\n');
      out.append(time(cue.startMillis(), '.')).append(" --> ").append(time(cue.endMillis(), '.'));
      out.append('\n').append(new CueMarkup(cue, words.isPresent()).text()).append('\n');
    }
    return out.toString();
  }

  /** The lines of a cue with tags: who says what, and when each word is heard. */
  private static final class CueMarkup {
    private final Cue cue;
    private final Map<Integer, TimedWord> words = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private String speaker = "";
    private long lastMillis;

    CueMarkup(Cue cue, boolean withWords) {
      this.cue = cue;
      this.lastMillis = cue.startMillis();
      if (withWords) {
        cue.source().sentence().words().forEach(word -> words.put(word.from(), word));
      }
    }

    /** Lines differ from the sentence in nothing but white space. */
    String text() {
      String source = cue.source().sentence().text();
      int index = cue.source().from();
      for (int i = 0; i < cue.lines().size(); i++) {
        out.append(i == 0 ? "" : "\n");
        for (char shown : cue.lines().get(i).toCharArray()) {
          if (!Character.isWhitespace(shown)) {
            while (Character.isWhitespace(source.charAt(index))) {
              index++;
            }
            mark(index++);
          }
          out.append(escaped(String.valueOf(shown)));
        }
      }
      return out.append(speaker.isEmpty() ? "" : "</v>").toString();
    }

    private void mark(int index) {
      String now = cue.source().sentence().speakerAt(index);
      if (!now.equals(speaker)) {
        out.append(speaker.isEmpty() ? "" : "</v>");
        out.append(now.isEmpty() ? "" : "<v " + escaped(now) + ">");
        speaker = now;
      }
      TimedWord word = words.get(index);
      if (word != null) {
        long millis = cue.source().millis(word.startSample());
        // Times within a cue must increase, and lie within it.
        if (millis > lastMillis && millis < cue.endMillis()) {
          out.append('<').append(time(millis, '.')).append('>');
          lastMillis = millis;
        }
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** {@return the captions as SubRip} */
  String subRip() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < cues.size(); i++) {
      Cue cue = cues.get(i);
      out.append(i == 0 ? "" : "\n").append(i + 1).append('\n');
      out.append(time(cue.startMillis(), ',')).append(" --> ").append(time(cue.endMillis(), ','));
      cue.lines().forEach(line -> out.append('\n').append(line));
      out.append('\n');
    }
    return out.toString();
  }

  private static String time(long millis, char point) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        point,
        millis % 1000);
  }
}
