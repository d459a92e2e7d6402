// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.jobs.store.ObjectReader;
import dev.testudo.jobs.store.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in a store, of which only the wanted parts are read. */
final class StoredInputFile implements InputFile {
  private final ObjectReader file;

  StoredInputFile(ObjectReader file) {
    this.file = file;
  }

  @Override
  public long getLength() {
    return file.size();
  }

  @Override
  public SeekableInputStream newStream() {
    return new StoredStream(new ReaderStream(file));
  }

  private static final class StoredStream extends DelegatingSeekableInputStream {
    private final ReaderStream in;

    StoredStream(ReaderStream in) {
      super(in);
      this.in = in;
    }

    @Override
    public long getPos() {
      return in.position;
    }

    @Override
    public void seek(long position) {
      in.position = position;
    }
  }

  /**
   * Reads the end of the file once, since Parquet asks for the footer in small pieces, and anything
   * else as it is asked for.
   */
  private static final class ReaderStream extends InputStream {
    private static final int TAIL_BYTES = 64 << 10;

    private final ObjectReader file;
    private final long tailStart;
    private byte[] tail = new byte[0];
    private long position;

    ReaderStream(ObjectReader file) {
      this.file = file;
      this.tailStart = Math.max(0, file.size() - TAIL_BYTES);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (position < 0) {
        throw new EOFException("The file has no byte " + position);
      }
      int count = (int) Math.min(length, file.size() - position);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      if (position >= tailStart) {
        System.arraycopy(tail(), (int) (position - tailStart), buffer, offset, count);
      } else {
        fill(position, buffer, offset, count);
      }
      position += count;
      return count;
    }

    private byte[] tail() {
      if (tail.length == 0) {
        tail = new byte[(int) (file.size() - tailStart)];
        fill(tailStart, tail, 0, tail.length);
      }
      return tail;
    }

    /** A failure here is the storage's and does not mean that the file is damaged. */
    private void fill(long from, byte[] buffer, int offset, int count) {
      try {
        file.readFully(from, buffer, offset, count);
      } catch (IOException e) {
        throw new StorageException("Cannot read a stored table: " + e.getMessage(), e);
      }
    }
  }
}
