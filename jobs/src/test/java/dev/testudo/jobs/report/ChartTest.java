// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.report.Chart.Share;
import dev.testudo.jobs.report.Chart.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static Stretch stretch(double from, double to) {
    return new Stretch(from, to, "task", from + " to " + to);
  }

  @Test
  void stretchesThatOverlapStandInRowsOfTheirOwn() {
    List<Stretch> stretches = List.of(stretch(0, 5), stretch(1, 3), stretch(3, 9), stretch(5, 6));
    assertThat(Chart.rows(stretches))
        .containsExactly(
            List.of(stretch(0, 5), stretch(5, 6)), List.of(stretch(1, 3), stretch(3, 9)));
  }

  @Test
  void sharesFillTheWholeBar() {
    String chart = Chart.shares(List.of(new Share("a", 3), new Share("b", 1)), "stages");
    assertThat(chart)
        .contains("x=\"0.0\" y=\"2.0\" width=\"675.0\"")
        .contains("x=\"675.0\" y=\"2.0\" width=\"225.0\"")
        .contains("a 3.00 s (75.0 %)", "b 1.00 s (25.0 %)");
  }

  @Test
  void bucketsWithoutAValueLeaveAGapInTheLine() {
    String chart = Chart.line(new double[] {0, Double.NaN, 1}, 30, 1, "line");
    // From 48 to 888, a third of it for each bucket.
    assertThat(chart).contains("d=\"M48.0 190.0H328.0M608.0 10.0H888.0\"");
  }

  @Test
  void labelsAreEscaped() {
    assertThat(Chart.timeline(List.of(new Chart.Lane("<1>", List.of())), 1, "a \"b\""))
        .contains("&lt;1&gt;", "aria-label=\"a &quot;b&quot;\"")
        .doesNotContain("<1>");
  }
}
