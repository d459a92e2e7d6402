// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.Waveform;
import java.nio.file.Path;
import java.util.List;

/**
 * SHA-256 over audio as 16-bit little-endian samples, 64 hex digits: the identity of a take or
 * chapter, whatever container and encoder carry it.
 */
public final class PcmDigest {
  private PcmDigest() {}

  public static String of(Waveform waveform) {
    return Sha256.ofBytes(Pcm16.littleEndian(Pcm16.quantize(waveform)));
  }

  /**
   * {@return the digest of a file's first audio stream, decoded without holding it in memory}
   *
   * @throws AudioException if the file cannot be decoded to its end
   */
  public static String ofFile(Path file) {
    List<String> input = List.of("-i", Ffmpeg.argument(file), "-map", "0:a:0");
    return Ffmpeg.parseDigest(
        Ffmpeg.run(
            "digest \"" + file + "\"", Ffmpeg.join(Ffmpeg.STRICT, input, Ffmpeg.PCM_DIGEST)));
  }
}
