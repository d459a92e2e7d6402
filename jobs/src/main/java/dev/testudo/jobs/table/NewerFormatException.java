// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** A file was written by a newer version of this program; the message is one sentence. */
public final class NewerFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String message) {
    super(message);
  }

  NewerFormatException(String table, int format, int known) {
    super(
        "Cannot read a "
            + table
            + " file of format "
            + format
            + ": this version knows formats up to "
            + known
            + "; update Testudo");
  }
}
