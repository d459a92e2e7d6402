// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.plan.EditionPlaces.Place;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.Block;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every utterance of a manuscript: its text, what will be said, and where it can be heard. */
public final class ScriptReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Line> lines;

  private ScriptReport(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Which utterances are shown.
   *
   * @param changed only those whose spoken words differ from the written ones
   * @param find only those whose source or spoken text contains this, in any case
   */
  public record Filter(boolean changed, Optional<String> find) {
    public Filter {
      requireNonNull(find, "find is null");
    }

    private boolean shows(Line line) {
      return (!changed || !words(line.source()).equals(words(line.spoken())))
          && find.map(text -> contains(line.source(), text) || contains(line.spoken(), text))
              .orElse(true);
    }

    private static boolean contains(String text, String part) {
      return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** Without what the voice does not say: quotation marks, dashes, stops. */
    private static String words(String text) {
      return text.replaceAll("[\\p{P}\\s&&[^%&#@*/]]+", " ").strip();
    }
  }

  /** The JSON object of one utterance; a place is null as long as nothing is published. */
  private record Line(
      int ordinal,
      int chapter,
      String chapterTitle,
      String kind,
      String language,
      String voice,
      String speaker,
      String pauseAfter,
      String source,
      String spoken,
      double predictedSeconds,
      String key,
      String file,
      Double startSeconds,
      Double endSeconds) {}

  /** Reads the library for the places; writes nothing. */
  public static ScriptReport of(SegmentJob.Segmented book, Library library, Filter filter) {
    Map<String, Place> places =
        EditionPlaces.of(library, book.plan().book(), book.plan().edition());
    BlockFinder blocks = new BlockFinder(book.manuscript().blocks());
    List<Line> lines = new ArrayList<>();
    for (PlanRow row : book.plan().rows()) {
      Line line = line(book, row, blocks.at(row.spanStart()), places.get(row.key()));
      if (filter.shows(line)) {
        lines.add(line);
      }
    }
    return new ScriptReport(lines);
  }

  private static Line line(SegmentJob.Segmented book, PlanRow row, Block block, Place place) {
    Manuscript manuscript = book.manuscript();
    String source = block.seen(manuscript.text(), new Span(row.spanStart(), row.spanEnd()));
    return new Line(
        row.ordinal(),
        row.chapter(),
        row.chapterTitle(),
        label(block.kind()),
        manuscript.language(),
        book.plan().voice(row),
        row.speaker().isEmpty() ? CastFile.NARRATOR : row.speaker(),
        label(row.pauseAfter()),
        source,
        row.spokenText(),
        Math.round(row.predictedSeconds() * 100) / 100.0,
        row.key(),
        place == null ? null : place.file(),
        place == null ? null : milliseconds(place.startSeconds()),
        place == null ? null : milliseconds(place.endSeconds()));
  }

  private static double milliseconds(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return one JSON object a line} */
  public String json() {
    return text(
        line -> {
          try {
            return JSON.writeValueAsString(line);
          } catch (JsonProcessingException e) {
            throw new IllegalStateException("A script is plain data", e);
          }
        });
  }

  /** {@return one line for each utterance, its columns separated by tabs} */
  public String text() {
    return text(ScriptReport::columns);
  }

  private String text(Function<Line, String> form) {
    return lines.stream()
        .map(line -> form.apply(line) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String columns(Line line) {
    return String.join(
        "\t",
        Integer.toString(line.ordinal()),
        Integer.toString(line.chapter()),
        line.kind(),
        line.voice(),
        line.speaker(),
        line.pauseAfter(),
        String.format(Locale.ROOT, "%.1f s", line.predictedSeconds()),
        line.file() == null ? "-" : time(line.startSeconds()) + " " + fileName(line.file()),
        line.source(),
        line.spoken());
  }

  private static String time(double seconds) {
    long whole = (long) seconds;
    return String.format(
        Locale.ROOT,
        "%d:%02d:%04.1f",
        whole / 3600,
        whole / 60 % 60,
        Math.floor(seconds % 60 * 10) / 10);
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Finds the block that an offset lies in; to be asked from left to right. */
  private static final class BlockFinder {
    private final List<Block> blocks;
    private int at;

    BlockFinder(List<Block> blocks) {
      this.blocks = blocks;
    }

    Block at(int offset) {
      while (at + 1 < blocks.size() && blocks.get(at + 1).span().start() <= offset) {
        at++;
      }
      return blocks.get(at);
    }
  }
}
