// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

/** The storage refused or failed; the message is one sentence. */
public sealed class StorageException extends RuntimeException permits UnreachableException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
