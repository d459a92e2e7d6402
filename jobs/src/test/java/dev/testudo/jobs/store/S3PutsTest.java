// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3PutsTest {
  /** An upload: what was sent, and how it ended. */
  private static final class Upload extends ByteArrayOutputStream implements Abortable {
    private String end = "";

    @Override
    public AbortableResult abort() {
      end += "aborted";
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public void close() {
      end += "closed";
    }
  }

  private final Upload upload = new Upload();
  private final FSDataOutputStream out;

  S3PutsTest() throws IOException {
    out = new FSDataOutputStream(upload, new FileSystem.Statistics("s3a"));
  }

  @Test
  void closesWhatIsWhole() throws IOException {
    S3Puts.copy(new ByteArrayInputStream(new byte[] {1, 2, 3}), out);
    assertThat(upload.toByteArray()).containsExactly(1, 2, 3);
    assertThat(upload.end).isEqualTo("closed");
  }

  /** Closing would publish the half that was sent. */
  @Test
  void neverClosesWhatBreaksOff() {
    InputStream broken =
        new ByteArrayInputStream(new byte[100]) {
          @Override
          public synchronized long transferTo(OutputStream to) throws IOException {
            to.write(readNBytes(50));
            throw new IOException("the disk is gone");
          }
        };
    assertThatThrownBy(() -> S3Puts.copy(broken, out)).hasMessage("the disk is gone");
    assertThat(upload.end).isEqualTo("aborted");
  }

  @ParameterizedTest
  @CsvSource({"412, true", "409, true", "403, false", "500, false", "503, false"})
  void losesARaceByStatus(int status, boolean lost) {
    Exception service = S3Exception.builder().statusCode(status).message("status").build();
    assertThat(S3Puts.isConflict(new IOException("put failed", service))).isEqualTo(lost);
  }

  @Test
  void losesARaceByWhatTheClientMakesOfIt() {
    assertThat(S3Puts.isConflict(new RemoteFileChangedException("p", "put", "changed"))).isTrue();
    assertThat(S3Puts.isConflict(new IOException(new FileAlreadyExistsException("p")))).isTrue();
    assertThat(S3Puts.isConflict(new IOException(new SocketException("reset")))).isFalse();
  }
}
