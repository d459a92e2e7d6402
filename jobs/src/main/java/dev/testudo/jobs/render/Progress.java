// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.library.Unit;
import dev.testudo.synthesis.audio.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * How far a book is: a bar with the time left on a terminal, else a log line now and then. Counts
 * predicted audio, which foretells the time better than utterances do. For one thread at a time.
 */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Progress.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);
  private static final int SHORTEST_NAME = 8;
  private static final int SHORTEST_BAR = 6;
  private static final int LONGEST_BAR = 30;

  private final String book;
  private final int parts;
  private final String noun;
  private final long millis;
  private final Instant started = Instant.now();
  private final Optional<ProgressBar> bar;
  private Instant lastLine = started;

  /**
   * @param parts that there are to do
   * @param noun what they are called
   * @param seconds of audio in all parts
   * @param style where it is shown
   */
  public Progress(String book, int parts, String noun, double seconds, Style style) {
    this.book = requireNonNull(book, "book is null");
    this.parts = parts;
    this.noun = requireNonNull(noun, "noun is null");
    this.millis = Math.max(1, Math.round(seconds * 1000));
    this.bar = style == Style.BAR ? Optional.of(newBar()) : Optional.empty();
  }

  /** {@return progress over units, shown where this process shows it} */
  static Progress of(String book, List<Unit> units) {
    return new Progress(
        book,
        units.stream().mapToInt(unit -> unit.rows().size()).sum(),
        "utterances",
        units.stream().mapToDouble(Unit::predictedSeconds).sum(),
        Style.ofThisProcess());
  }

  /** Where progress is shown. */
  public enum Style {
    BAR,
    LOG;

    /** A bar where {@code ./testudo} found standard error to be a terminal. */
    public static Style ofThisProcess() {
      return Boolean.getBoolean("testudo.terminal") ? BAR : LOG;
    }
  }

  private ProgressBar newBar() {
    return new ProgressBarBuilder()
        .setTaskName(book)
        .setInitialMax(millis)
        .setUpdateIntervalMillis(500)
        .setRenderer(
            (state, width) ->
                line(
                    book,
                    state.getNormalizedProgress(),
                    timeLeft(state.getTotalElapsed(), state.getCurrent(), state.getMax()),
                    state.getExtraMessage(),
                    width))
        .setConsumer(new ConsoleProgressBarConsumer(System.err))
        .build();
  }

  /** Says what is done by now. */
  public synchronized void at(long doneParts, long doneMillis) {
    bar.ifPresent(
        shown ->
            shown
                .stepTo(Math.min(doneMillis, millis))
                .setExtraMessage(doneParts + " of " + parts + " " + noun));
    if (bar.isEmpty() && Duration.between(lastLine, Instant.now()).compareTo(BETWEEN_LINES) >= 0) {
      lastLine = Instant.now();
      LOG.info(
          "{}: {} of {} {}, {} % of the audio, {} left",
          book,
          doneParts,
          parts,
          noun,
          100 * Math.min(doneMillis, millis) / millis,
          timeLeft(Duration.between(started, lastLine), doneMillis, millis));
    }
  }

  /**
   * {@return a line of no more than a terminal's width: what does not fit yields, first the bar,
   * then the counts, then the book's name; share and time left stay}
   */
  static String line(String book, double share, String timeLeft, String counts, int width) {
    String end = String.format(Locale.ROOT, " %3d %% %s left", (int) (100 * share), timeLeft);
    String more = counts.isEmpty() ? "" : ", " + counts;
    String after = end + (width >= SHORTEST_NAME + end.length() + more.length() ? more : "");
    int free = Math.max(0, width - after.length());
    String name = shortened(book, free);
    int bar = free - name.length() - 1;
    return name + (bar >= SHORTEST_BAR ? " " + bar(share, Math.min(bar, LONGEST_BAR)) : "") + after;
  }

  private static String shortened(String name, int length) {
    return name.length() <= length ? name : name.substring(0, Math.max(0, length - 1)) + "…";
  }

  private static String bar(double share, int length) {
    int full = (int) (share * length);
    return "█".repeat(full) + "░".repeat(length - full);
  }

  /** {@return the time left in words, as far as the part that is done can tell} */
  static String timeLeft(Duration elapsed, long done, long all) {
    if (done <= 0) {
      return "unknown time";
    }
    return Durations.text(
        (double) Math.round(elapsed.toMillis() / 1000.0 * Math.max(0, all - done) / done));
  }

  @Override
  public synchronized void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
