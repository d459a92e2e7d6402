// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

/** A transient failure of a server: the same request may succeed later. */
public final class UnreachableException extends StorageException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
