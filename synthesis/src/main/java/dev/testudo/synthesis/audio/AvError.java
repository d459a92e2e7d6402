// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.presets.avutil;

/** FFmpeg's negative return codes as exceptions. */
final class AvError {
  private static final int MESSAGE_BYTES = 128;

  private AvError() {}

  static void check(int code, String task) {
    if (code < 0) {
      throw new AudioException("Cannot " + task + ": " + describe(code));
    }
  }

  /** {@return whether a receiving call produced something; false asks for more input} */
  static boolean produced(int code, String task) {
    if (code == AVERROR_EOF || code == avutil.AVERROR_EAGAIN()) {
      return false;
    }
    check(code, task);
    return true;
  }

  private static String describe(int code) {
    byte[] message = new byte[MESSAGE_BYTES];
    av_strerror(code, message, message.length);
    return new String(message, StandardCharsets.UTF_8).replace("\0", "");
  }
}
