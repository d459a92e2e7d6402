// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * 16-bit PCM, and the only place where a synthesized waveform is quantized to it: {@code
 * round(32768 x)}, halves up, clamped to [-32768, 32767], without dither, so that equal waveforms
 * give equal bytes. Decoding is {@code k / 32768}, which a float holds exactly: quantizing a
 * decoded waveform again changes nothing.
 */
final class Pcm16 {
  static final int BYTES_PER_SAMPLE = Short.BYTES;
  private static final float SCALE = 32768f;

  private Pcm16() {}

  static short[] quantize(Waveform waveform) {
    float[] samples = waveform.samples();
    short[] pcm = new short[samples.length];
    for (int i = 0; i < pcm.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new AudioException("Cannot quantize sample " + i + ": it is " + samples[i]);
      }
      pcm[i] = (short) Math.max(-32768, Math.min(32767, Math.round(samples[i] * SCALE)));
    }
    return pcm;
  }

  static Waveform waveform(short[] pcm, int sampleRateHz) {
    float[] samples = new float[pcm.length];
    for (int i = 0; i < pcm.length; i++) {
      samples[i] = pcm[i] / SCALE;
    }
    return new Waveform(samples, sampleRateHz);
  }

  static byte[] littleEndian(short[] pcm) {
    ByteBuffer bytes =
        ByteBuffer.allocate(pcm.length * BYTES_PER_SAMPLE).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(pcm);
    return bytes.array();
  }
}
