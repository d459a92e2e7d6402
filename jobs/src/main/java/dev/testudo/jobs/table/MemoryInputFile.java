// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory. */
final class MemoryInputFile implements InputFile {
  private final byte[] bytes;

  MemoryInputFile(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long getLength() {
    return bytes.length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new MemoryStream(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static final class MemoryStream extends DelegatingSeekableInputStream {
    private final ByteArrayInputStream in;
    private final int length;

    MemoryStream(ByteArrayInputStream in, int length) {
      super(in);
      this.in = in;
      this.length = length;
    }

    @Override
    public long getPos() {
      return (long) length - in.available();
    }

    @Override
    public void seek(long position) throws IOException {
      in.reset();
      if (position < 0 || in.skip(position) != position) {
        throw new EOFException("The file ends before byte " + position);
      }
    }
  }
}
