// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

/** The library is not in a state that allows what was asked; the message is one sentence. */
public final class LibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LibraryException(String message) {
    super(message);
  }

  public LibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
