// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a single waveform to a file, 16 bit: WAV or FLAC, by the name's ending. */
public final class AudioWriter {
  private AudioWriter() {}

  /**
   * Writes the file, in place of what was there.
   *
   * @throws IllegalArgumentException if the name ends otherwise
   * @throws AudioException if it cannot be written
   */
  public static void write(Path file, Waveform waveform) {
    byte[] bytes = encode(file, waveform);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new AudioException("Cannot write \"" + file + "\": " + e.getMessage(), e);
    }
  }

  private static byte[] encode(Path file, Waveform waveform) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".wav")) {
      return wav(waveform);
    }
    if (name.endsWith(".flac")) {
      return Flac.encode(waveform);
    }
    throw new IllegalArgumentException(
        "Cannot write \"" + file + "\": the name must end in .wav or .flac");
  }

  private static byte[] wav(Waveform waveform) {
    byte[] pcm = Pcm16.littleEndian(Pcm16.quantize(waveform));
    byte[] header = WavHeader.of(waveform.sampleRateHz(), pcm.length);
    return ByteBuffer.allocate(header.length + pcm.length).put(header).put(pcm).array();
  }
}
