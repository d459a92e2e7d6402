// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LengthBinsTest {
  private final LengthBins<Integer, String> bins = new LengthBins<>(3, 100);

  @Test
  void givesACallOnceItIsFull() {
    assertThat(bins.add(32, "a", 0)).isEmpty();
    assertThat(bins.add(64, "long", 1)).isEmpty();
    assertThat(bins.add(32, "b", 2)).isEmpty();
    assertThat(bins.add(32, "c", 3)).hasValue(List.of("a", "b", "c"));
    assertThat(bins.isEmpty()).isFalse();
    assertThat(bins.takeAll()).containsExactly(List.of("long"));
    assertThat(bins.isEmpty()).isTrue();
  }

  @Test
  void makesNothingWaitLongerThanItMay() {
    bins.add(32, "a", 0);
    bins.add(64, "b", 50);
    bins.add(32, "c", 90);
    assertThat(bins.takeDue(99)).isEmpty();
    assertThat(bins.takeDue(100)).containsExactly(List.of("a", "c"));
    assertThat(bins.takeDue(149)).isEmpty();
    assertThat(bins.takeDue(1000)).containsExactly(List.of("b"));
  }

  @Test
  void countsTheWaitFromTheOldestPieceOfEachBin() {
    bins.add(32, "a", 0);
    bins.add(32, "b", 0);
    bins.add(32, "c", 0);
    bins.add(32, "d", 80);
    assertThat(bins.takeDue(120)).isEmpty();
    assertThat(bins.takeDue(180)).containsExactly(List.of("d"));
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
