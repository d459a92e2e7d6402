// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Positional reads of an S3A stream, which it owns. */
record S3ObjectReader(FSDataInputStream in, long size) implements ObjectReader {
  @Override
  public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
    in.readFully(position, buffer, offset, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
