// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.Closeable;
import java.io.IOException;

/** An object open for reading at any position. For one thread. */
public interface ObjectReader extends Closeable {
  long size();

  /** Fills {@code length} bytes of the buffer from {@code position}, or fails at the end. */
  void readFully(long position, byte[] buffer, int offset, int length) throws IOException;
}
