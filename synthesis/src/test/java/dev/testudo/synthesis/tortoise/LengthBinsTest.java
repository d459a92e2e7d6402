// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthBinsTest {
  private static final int BUSY = LengthBins.BUSY_CALLS;

  private final LengthBins<Integer, String> bins = new LengthBins<>(3, 100);

  @Test
  void givesACallOnceItIsFull() {
    assertThat(bins.add(32, "a", 0)).isEmpty();
    assertThat(bins.add(64, "long", 1)).isEmpty();
    assertThat(bins.add(32, "b", 2)).isEmpty();
    assertThat(bins.add(32, "c", 3)).hasValue(List.of("a", "b", "c"));
    assertThat(bins.isEmpty()).isFalse();
    assertThat(bins.take(4, 0)).containsExactly(List.of("long"));
    assertThat(bins.isEmpty()).isTrue();
  }

  @Test
  void makesNothingWaitLongerThanItMay() {
    bins.add(32, "a", 0);
    bins.add(64, "b", 50);
    bins.add(32, "c", 90);
    assertThat(bins.take(99, BUSY)).isEmpty();
    assertThat(bins.take(100, BUSY)).containsExactly(List.of("a", "c"));
    assertThat(bins.take(149, BUSY)).isEmpty();
    assertThat(bins.take(1000, BUSY)).containsExactly(List.of("b"));
  }

  @Test
  void countsTheWaitFromTheOldestPieceOfEachBin() {
    bins.add(32, "a", 0);
    bins.add(32, "b", 0);
    bins.add(32, "c", 0);
    bins.add(32, "d", 80);
    assertThat(bins.take(120, BUSY)).isEmpty();
    assertThat(bins.take(180, BUSY)).containsExactly(List.of("d"));
  }

  @Test
  void makesCallsThatAreNotFullWhereTheDeviceHasNothingElseToDo() {
    bins.add(64, "a", 0);
    bins.add(32, "b", 1);
    bins.add(32, "c", 2);
    bins.add(96, "d", 3);
    assertThat(bins.take(4, BUSY - 1)).containsExactly(List.of("a"));
    assertThat(bins.take(4, 0)).containsExactly(List.of("b", "c"), List.of("d"));
    assertThat(bins.isEmpty()).isTrue();
  }

  /** Twelve lengths, as in a book, that come at two thirds of the pace that full calls allow. */
  @Test
  void callsFillWhileTheDeviceIsBusy() {
    int rows = 16;
    LengthBins<Integer, Integer> waiting = new LengthBins<>(rows, Long.MAX_VALUE);
    Random random = new Random(1);
    List<Integer> sizes = new ArrayList<>();
    int queued = 0;
    for (int time = 0; time < 30_000; time++) {
      if (time % 24 == 0) { // A call takes as long as 16 pieces of 24 would at full pace.
        queued = Math.max(0, queued - 1);
      }
      if (random.nextInt(3 * 24) < 2 * rows) {
        int length = (int) Math.max(1, Math.min(12, Math.round(6 + 2.5 * random.nextGaussian())));
        Optional<List<Integer>> full = waiting.add(length, time, time);
        queued += full.isPresent() ? 1 : 0;
        full.ifPresent(call -> sizes.add(call.size()));
      }
      List<List<Integer>> early = waiting.take(time, queued);
      queued += early.size();
      early.forEach(call -> sizes.add(call.size()));
    }
    assertThat(sizes.stream().mapToInt(size -> size).average().orElse(0)).isGreaterThan(10);
  }

  @Test
  void givesEveryPieceAtOnceWhereACallIsOfOne() {
    LengthBins<Integer, String> single = new LengthBins<>(1, 100);
    assertThat(single.add(7, "a", 0)).hasValue(List.of("a"));
    assertThat(single.isEmpty()).isTrue();
  }

  @Test
  void padsLengthsToTheNextStepOnly() {
    LaterShape shape = new LaterShape(8, 16);
    assertThat(shape.padded(1)).isEqualTo(16);
    assertThat(shape.padded(16)).isEqualTo(16);
    assertThat(shape.padded(17)).isEqualTo(32);
    assertThat(LaterShape.EXACT.padded(17)).isEqualTo(17);
  }
}
