// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/** A manuscript that cannot be read; the message is one sentence for the person who gave it. */
public final class ManuscriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ManuscriptException(String message) {
    super(message);
  }

  public ManuscriptException(String message, Throwable cause) {
    super(message, cause);
  }
}
