// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

/** No space is left on a disk: the same may succeed once there is. */
public final class FullDiskException extends StorageException {
  private static final long serialVersionUID = 1L;

  public FullDiskException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * {@return whether a failure, of this process or of a program that it started, has this reason}
   */
  public static boolean isReasonOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }
}
