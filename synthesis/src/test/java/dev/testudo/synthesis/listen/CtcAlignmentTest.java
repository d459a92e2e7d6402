// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CtcAlignmentTest {
  private static final int CLASSES = 5;

  /** Every path of every small case is tried one after the other. */
  @Test
  void findsTheBestOfAllPaths() {
    Random random = new Random(17);
    int aligned = 0;
    int impossible = 0;
    int skippedGaps = 0;
    for (int round = 0; round < 400; round++) {
      int frames = 1 + random.nextInt(6);
      int[] classes = text(random);
      Posteriors posteriors = randomPosteriors(random, frames);
      double expected = bestOfAllPaths(posteriors, classes);
      Optional<CtcAlignment> alignment = CtcAlignment.of(posteriors, classes);
      if (expected == Double.NEGATIVE_INFINITY) {
        assertThat(alignment).isEmpty();
        impossible++;
        continue;
      }
      assertThat(alignment.orElseThrow().logLikelihood()).isCloseTo(expected, within(1e-5));
      int[] path = path(alignment.get(), frames, classes);
      assertThat(says(path, classes)).isTrue();
      assertThat(sum(posteriors, path)).isCloseTo(expected, within(1e-5));
      aligned++;
      skippedGaps += contains(classes, Letters.GAP) && !contains(path, Letters.GAP) ? 1 : 0;
    }
    assertThat(aligned).isGreaterThan(200);
    assertThat(impossible).isGreaterThan(20);
    assertThat(skippedGaps).isGreaterThan(20);
  }

  @Test
  void aFrameBelongsToTheClassThatIsSaidInIt() {
    Posteriors posteriors = new Speech().silence(4).say("ab").silence(2).posteriors();
    CtcAlignment alignment = CtcAlignment.of(posteriors, Letters.of("ab").classes()).orElseThrow();
    List<Integer> indexes = new ArrayList<>();
    for (int frame = 0; frame < posteriors.frames(); frame++) {
      indexes.add(alignment.indexAt(frame));
    }
    // Silence and a gap, then blank, letter, blank for each of both; silence.
    assertThat(indexes).containsExactly(-1, -1, -1, -1, -1, -1, 0, -1, -1, 1, -1, -1, -1);
  }

  /** Up to four classes that are no blank, gaps only between others. */
  private static int[] text(Random random) {
    List<Integer> classes = new ArrayList<>();
    int words = 1 + random.nextInt(2);
    for (int word = 0; word < words; word++) {
      if (word > 0) {
        classes.add(Letters.GAP);
      }
      for (int i = 0; i <= random.nextInt(2); i++) {
        classes.add(2 + random.nextInt(CLASSES - 2));
      }
    }
    return classes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Posteriors randomPosteriors(Random random, int frames) {
    float[] logs = new float[frames * CLASSES];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(1e-3 + random.nextFloat());
    }
    return new Posteriors(logs, CLASSES);
  }

  private static double bestOfAllPaths(Posteriors posteriors, int[] classes) {
    int frames = posteriors.frames();
    double best = Double.NEGATIVE_INFINITY;
    int[] path = new int[frames];
    for (int number = 0; number < Math.pow(CLASSES, frames); number++) {
      int rest = number;
      for (int frame = 0; frame < frames; frame++) {
        path[frame] = rest % CLASSES;
        rest /= CLASSES;
      }
      if (says(path, classes)) {
        best = Math.max(best, sum(posteriors, path));
      }
    }
    return best;
  }

  /**
   * Whether a path says the text: without repeats and blanks it is the text, gaps left out or not.
   */
  private static boolean says(int[] path, int[] classes) {
    List<Integer> said = new ArrayList<>();
    int before = Letters.BLANK;
    for (int of : path) {
      if (of != before && of != Letters.BLANK) {
        said.add(of);
      }
      before = of;
    }
    int at = 0;
    for (int of : classes) {
      if (at < said.size() && said.get(at) == of) {
        at++;
      } else if (of != Letters.GAP) {
        return false;
      }
    }
    return at == said.size();
  }

  private static double sum(Posteriors posteriors, int[] path) {
    double sum = 0;
    for (int frame = 0; frame < path.length; frame++) {
      sum += posteriors.log(frame, path[frame]);
    }
    return sum;
  }

  private static int[] path(CtcAlignment alignment, int frames, int[] classes) {
    int[] path = new int[frames];
    for (int frame = 0; frame < frames; frame++) {
      path[frame] = alignment.classAt(frame, classes);
    }
    return path;
  }

  private static boolean contains(int[] values, int value) {
    for (int one : values) {
      if (one == value) {
        return true;
      }
    }
    return false;
  }
}
