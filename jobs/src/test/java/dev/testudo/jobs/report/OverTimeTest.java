// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OverTimeTest {
  @Test
  void theBucketsHoldAllAudio() {
    RunFigures run = new ExampleRun().figures();
    double[] factors = new OverTime(run).realTimeFactor();
    double bucketSeconds = run.renderingSeconds() / factors.length;
    double audio =
        Arrays.stream(factors).filter(f -> !Double.isNaN(f)).map(f -> bucketSeconds / f).sum();
    assertThat(audio).isCloseTo(run.audioSeconds(), within(1e-6));
  }

  @Test
  void nothingIsDrawnWhereNothingWasRendered() {
    // Takes end 20 seconds after the first task began, the tasks after 85.
    double[] fill = new OverTime(new ExampleRun().figures()).batchFill();
    assertThat(fill[0]).isCloseTo(0.8, within(1e-9));
    assertThat(fill[fill.length - 1]).isNaN();
  }
}
