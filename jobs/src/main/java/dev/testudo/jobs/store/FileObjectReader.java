// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Positional reads of a channel, which it owns. */
record FileObjectReader(FileChannel channel) implements ObjectReader {
  @Override
  public long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw new StorageException("Cannot tell a file's size: " + FailureReason.of(e), e);
    }
  }

  @Override
  public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
    for (long at = position; target.hasRemaining(); ) {
      int read = channel.read(target, at);
      if (read < 0) {
        throw new EOFException("The file ends before byte " + (position + length));
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
