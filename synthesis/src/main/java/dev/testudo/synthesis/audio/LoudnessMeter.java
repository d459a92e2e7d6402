// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;

/**
 * Measures a take after ITU-R BS.1770-4: K-weighted energies in steps of 100 ms (Annex 1) and the
 * true peak by four times oversampling (Annex 2). The filter starts at rest with each take.
 */
public final class LoudnessMeter {
  private LoudnessMeter() {}

  public static TakeLoudness measure(Waveform waveform) {
    int rate = waveform.sampleRateHz();
    int length = waveform.samples().length;
    return new TakeLoudness(energies(waveform), length, rate, TruePeak.of(waveform.samples()));
  }

  private static float[] energies(Waveform waveform) {
    float[] samples = waveform.samples();
    int rate = waveform.sampleRateHz();
    KWeighting weighting = new KWeighting(rate);
    float[] energies = new float[(int) TakeLoudness.steps(samples.length, rate)];
    int start = 0;
    for (int step = 0; step < energies.length; step++) {
      // Steps of a rate that is no multiple of 10 Hz differ by one sample, and do not drift.
      long boundary = (step + 1L) * rate / TakeLoudness.STEPS_PER_SECOND;
      int end = (int) Math.min(boundary, samples.length);
      double sum = 0;
      for (int i = start; i < end; i++) {
        double weighted = weighting.filter(samples[i]);
        sum += weighted * weighted;
      }
      energies[step] = (float) (sum / (end - start));
      start = end;
    }
    return energies;
  }
}
