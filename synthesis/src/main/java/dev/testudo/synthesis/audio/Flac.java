// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import dev.testudo.synthesis.Waveform;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Takes as FLAC in memory: mono, 16 bit, at the waveform's own rate. A stream is the marker, the
 * STREAMINFO block and the frames; there is no comment block, so nothing in it depends on a clock
 * or a version's name. Safe for any number of threads.
 */
public final class Flac {
  static {
    // Failures are reported by exceptions; FFmpeg would print to stderr besides.
    av_log_set_level(AV_LOG_QUIET);
  }

  private Flac() {}

  /**
   * Encodes losslessly, after the one quantization to 16 bit: {@code encode(decode(flac))} has the
   * same audio.
   *
   * @throws AudioException if the waveform is empty or holds a value that is not finite
   */
  public static byte[] encode(Waveform waveform) {
    requireNonNull(waveform, "waveform is null");
    short[] pcm = Pcm16.quantize(waveform);
    if (pcm.length == 0) {
      throw new AudioException("Cannot encode a waveform without samples");
    }
    ByteArrayOutputStream flac = new ByteArrayOutputStream(FlacHeader.BYTES + pcm.length);
    try (FlacEncoder encoder = new FlacEncoder(waveform.sampleRateHz())) {
      byte[] frames = encoder.encode(pcm);
      flac.writeBytes(FlacHeader.start());
      flac.writeBytes(encoder.streamInfo());
      flac.writeBytes(frames);
    }
    return flac.toByteArray();
  }

  /**
   * Decodes to samples {@code k / 32768}.
   *
   * @throws AudioException if the stream is damaged (its length and MD5 are checked), or is not
   *     mono with 16 bit
   */
  public static Waveform decode(byte[] flac) {
    FlacHeader header = FlacHeader.parse(flac);
    if (header.channels() != 1 || header.bits() != 16) {
      throw new AudioException(
          "Cannot decode FLAC with %d channels and %d bits: a take has 1 channel and 16 bits"
              .formatted(header.channels(), header.bits()));
    }
    short[] pcm;
    try (FlacDecoder decoder = new FlacDecoder(flac)) {
      pcm = decoder.decode();
    }
    if (pcm.length != header.samples() || !md5(pcm).equals(header.md5())) {
      throw new AudioException(
          "Cannot decode FLAC: the stream is damaged (%d of %d samples, MD5 %s, expected %s)"
              .formatted(pcm.length, header.samples(), md5(pcm), header.md5()));
    }
    return Pcm16.waveform(pcm, header.sampleRateHz());
  }

  private static String md5(short[] pcm) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(Pcm16.littleEndian(pcm)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5", e);
    }
  }
}
