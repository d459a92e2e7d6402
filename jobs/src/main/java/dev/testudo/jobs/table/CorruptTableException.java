// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** A file that cannot be read as the table it should be; the message is one sentence. */
public final class CorruptTableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptTableException(String message) {
    super(message);
  }

  CorruptTableException(String message, Throwable cause) {
    super(message, cause);
  }
}
