// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.table.EditionTake;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One chapter to be stitched: its takes and the silences between them, in order.
 *
 * @param index from 1
 * @param track position among the chapters of the edition, from 1
 * @param truePeak the largest of its takes; 1 = full scale
 */
record ChapterWork(int index, int track, String title, List<Step> steps, double truePeak)
    implements Serializable {
  ChapterWork {
    requireNonNull(title, "title is null");
    steps = new ArrayList<>(steps);
  }

  /** {@return the name of the chapter's file} */
  String file() {
    return "chapter-%03d.flac".formatted(index);
  }

  /** {@return its takes in order} */
  List<EditionTake> takes() {
    return steps.stream()
        .filter(step -> step instanceof Speech)
        .map(step -> ((Speech) step).take())
        .toList();
  }

  /** What comes next. */
  sealed interface Step extends Serializable permits Speech, Silence {}

  /**
   * A take.
   *
   * @param gainDb of its voice, at most 0
   */
  record Speech(EditionTake take, double gainDb) implements Step {
    /** {@return what every sample is multiplied by} */
    double factor() {
      return Math.pow(10, gainDb / 20);
    }
  }

  /** Nothing to hear: a pause, or the place of a take that is missing. */
  record Silence(double seconds) implements Step {}
}
