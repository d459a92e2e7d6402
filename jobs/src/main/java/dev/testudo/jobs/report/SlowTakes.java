// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.table.Take;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The takes of a run that cost most for their length. */
final class SlowTakes {
  static final int COUNT = 5;

  private SlowTakes() {}

  static String html(List<Take> takes, TakePlayer player) {
    return takes.stream()
        .sorted(
            Comparator.comparingDouble(Take::realTimeFactor).reversed().thenComparing(Take::key))
        .limit(COUNT)
        .map(take -> player.html(take, sentence(take), 0))
        .collect(Collectors.joining("", "<ol>", "</ol>"));
  }

  private static String sentence(Take take) {
    String faults = SuspiciousTakes.faults(take);
    return String.format(
        Locale.ROOT,
        "%s, chapter %d, utterance %d: RTF %.2f, %.1f s of audio, %.1f device seconds,"
            + " attempts %d%s",
        take.book(),
        take.chapter(),
        take.ordinal(),
        take.realTimeFactor(),
        take.audio().seconds(),
        take.cost().deviceSeconds(),
        take.cost().attempts(),
        faults.isEmpty() ? "" : "; " + faults);
  }
}
