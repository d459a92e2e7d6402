// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.util.SplittableRandom;

/** Generated signals. */
final class Signals {
  private Signals() {}

  static Waveform sine(double hertz, double amplitude, double phase, int samples, int rateHz) {
    float[] wave = new float[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rateHz + phase));
    }
    return new Waveform(wave, rateHz);
  }

  /** Coloured noise in syllables of varying loudness, with gaps between words: much like speech. */
  static Waveform speechLike(long seed, double amplitude, int samples, int rateHz) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] wave = new float[samples];
    double low = 0;
    double loudness = 0;
    for (int i = 0; i < samples; i++) {
      double syllable = Math.abs(Math.sin(Math.PI * 4 * i / rateHz));
      if (i % (rateHz / 4) == 0) {
        loudness = random.nextDouble() < 0.2 ? 0 : 0.2 + 0.8 * random.nextDouble();
      }
      low += 0.3 * (random.nextDouble(-1, 1) - low);
      wave[i] = (float) (amplitude * loudness * syllable * low);
    }
    return new Waveform(wave, rateHz);
  }

  static Waveform silence(int samples, int rateHz) {
    return new Waveform(new float[samples], rateHz);
  }

  static Waveform join(int rateHz, Waveform... parts) {
    int length = 0;
    for (Waveform part : parts) {
      length += part.samples().length;
    }
    float[] wave = new float[length];
    int at = 0;
    for (Waveform part : parts) {
      System.arraycopy(part.samples(), 0, wave, at, part.samples().length);
      at += part.samples().length;
    }
    return new Waveform(wave, rateHz);
  }

  static Waveform quantized(Waveform waveform) {
    return Pcm16.waveform(Pcm16.quantize(waveform), waveform.sampleRateHz());
  }
}
