// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads clips of any format that FFmpeg knows: WAV, FLAC, MP3, Opus, M4A and more. */
public final class AudioReader {
  private AudioReader() {}

  /**
   * {@return the file's first audio stream, mixed down to mono and resampled} Clips are often cut
   * from longer files: a broken frame at their edge is passed over, as players do.
   *
   * @throws AudioException if there is no such file, or it holds no audio
   */
  public static Waveform read(Path file, int sampleRateHz) {
    if (!Files.isRegularFile(file)) {
      throw new AudioException("Cannot read \"" + file + "\": there is no such file");
    }
    List<String> arguments =
        List.of(
            "-i",
            Ffmpeg.argument(file),
            "-map",
            "0:a:0",
            "-af",
            "aformat=sample_fmts=flt:channel_layouts=mono," + Ffmpeg.resample(sampleRateHz),
            "-f",
            "f32le",
            "pipe:1");
    ByteBuffer bytes = ByteBuffer.wrap(Ffmpeg.run("read \"" + file + "\"", arguments));
    float[] samples = new float[bytes.remaining() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(samples);
    if (samples.length == 0) {
      throw new AudioException("Cannot read \"" + file + "\": it holds no audio");
    }
    return new Waveform(samples, sampleRateHz);
  }
}
