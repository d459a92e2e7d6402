// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

/** A run that ends because trying again could not help; the message is one sentence. */
public final class HopelessRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HopelessRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
