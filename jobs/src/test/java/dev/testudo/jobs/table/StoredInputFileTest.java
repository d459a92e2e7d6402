// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.store.ObjectReader;
import dev.testudo.jobs.store.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

class StoredInputFileTest {
  private static final int TAIL = 64 << 10;
  private static final byte[] CONTENT = new byte[3 * TAIL + 17];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  private final List<String> requests = new ArrayList<>();

  /** The object, which notes what is read of it. */
  private final ObjectReader object =
      new ObjectReader() {
        @Override
        public long size() {
          return CONTENT.length;
        }

        @Override
        public void readFully(long position, byte[] buffer, int offset, int length)
            throws IOException {
          requests.add(position + "+" + length);
          System.arraycopy(CONTENT, (int) position, buffer, offset, length);
        }

        @Override
        public void close() {}
      };

  @Test
  void readsTheEndOnceHoweverOftenParquetAsks() throws IOException {
    SeekableInputStream in = new StoredInputFile(object).newStream();
    for (int back : List.of(8, 4, 5000, TAIL)) {
      in.seek(CONTENT.length - back);
      byte[] bytes = new byte[back];
      in.readFully(bytes);
      assertThat(bytes).isEqualTo(slice(CONTENT.length - back, back));
    }
    assertThat(in.read()).isEqualTo(-1);
    assertThat(requests).containsExactly(CONTENT.length - TAIL + "+" + TAIL);
  }

  @Test
  void readsNoMoreOfTheRestThanIsWanted() throws IOException {
    SeekableInputStream in = new StoredInputFile(object).newStream();
    in.seek(10);
    byte[] bytes = new byte[7];
    in.readFully(bytes);
    assertThat(bytes).isEqualTo(slice(10, 7));
    assertThat(in.getPos()).isEqualTo(17);
    assertThat(in.read()).isEqualTo(CONTENT[17] & 0xff);
    assertThat(requests).containsExactly("10+7", "17+1");
  }

  @Test
  void readsAcrossTheBeginningOfItsEnd() throws IOException {
    SeekableInputStream in = new StoredInputFile(object).newStream();
    in.seek(CONTENT.length - TAIL - 3);
    byte[] bytes = new byte[TAIL + 3];
    in.readFully(bytes);
    assertThat(bytes).isEqualTo(slice(CONTENT.length - TAIL - 3, TAIL + 3));
    assertThatThrownBy(() -> in.readFully(new byte[1])).isInstanceOf(EOFException.class);
  }

  /** A file that cannot be read now is not damaged: it must not go into quarantine. */
  @Test
  void aFailureOfTheStorageIsNotDamage() {
    ObjectReader failing =
        new ObjectReader() {
          @Override
          public long size() {
            return 100;
          }

          @Override
          public void readFully(long position, byte[] buffer, int offset, int length)
              throws IOException {
            throw new IOException("the connection was reset");
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> TakesTable.TABLE.read(failing, TakesTable.TABLE.columns()))
        .isInstanceOf(StorageException.class)
        .hasMessage("Cannot read a stored table: the connection was reset");
  }

  private static byte[] slice(int from, int length) {
    return Arrays.copyOfRange(CONTENT, from, from + length);
  }
}
