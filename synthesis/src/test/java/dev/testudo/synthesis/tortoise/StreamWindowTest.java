// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamWindowTest {
  @Test
  void coversEveryCodeOnceFromEvenOnesOn() {
    StreamWindow window = StreamWindow.FIRST;
    assertThat(window.from()).isZero();
    assertThat(window.begin()).isZero();
    for (int i = 0; i < 20; i++) {
      StreamWindow next = window.next();
      assertThat(next.begin()).isEqualTo(window.end());
      assertThat(next.end()).isGreaterThan(next.begin());
      assertThat(next.from()).isEven().isLessThanOrEqualTo(next.begin());
      assertThat(window.to()).isGreaterThanOrEqualTo(window.end() + StreamWindow.FADE_CODES);
      window = next;
    }
  }

  @Test
  void endsWithAllThatIsLeft() {
    StreamWindow first = StreamWindow.FIRST;
    assertThat(first.reaches(first.to() + 1)).isFalse();
    assertThat(first.reaches(first.to())).isTrue();
    assertThat(first.until(3)).isEqualTo(new StreamWindow(0, 0, 3, 3));
  }
}
