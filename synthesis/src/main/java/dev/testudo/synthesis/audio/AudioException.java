// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

/** Audio could not be read, encoded or written; the message is one sentence. */
public final class AudioException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AudioException(String message) {
    super(message);
  }

  public AudioException(String message, Throwable cause) {
    super(message, cause);
  }
}
