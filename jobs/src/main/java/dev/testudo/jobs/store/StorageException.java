// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.IOException;

/** The storage refused or failed; the message is one sentence. */
public sealed class StorageException extends RuntimeException
    permits UnreachableException, FullDiskException {
  private static final long serialVersionUID = 1L;

  public StorageException(String message) {
    super(message);
  }

  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * {@return what an I/O error stopped, in one sentence that begins with "Cannot " and the task}
   */
  public static StorageException of(String task, IOException e) {
    return new StorageException("Cannot " + task + ": " + FailureReason.of(e), e);
  }
}
