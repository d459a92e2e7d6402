// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  private static IOException below(Exception cause) {
    return new IOException("s3a://bucket/key: request 7", new RuntimeException(cause));
  }

  @Test
  void saysWhatToDoInAClause() {
    assertThat(FailureReason.of(new AccessDeniedException("key")))
        .isEqualTo("permission is denied");
    assertThat(FailureReason.of(new FileNotFoundException("key"))).isEqualTo("it does not exist");
    assertThat(FailureReason.of(new FileAlreadyExistsException("key")))
        .isEqualTo("a file stands where a folder is needed");
    assertThat(FailureReason.of(new FileSystemException("key", null, "Not a directory")))
        .isEqualTo("a file stands where a folder is needed");
    assertThat(FailureReason.of(new FileSystemException("key", null, "No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FailureReason.of(below(new ConnectException("refused"))))
        .isEqualTo("the server cannot be reached; check fs.s3a.endpoint and the network");
    assertThat(FailureReason.of(below(new SocketTimeoutException("30 s"))))
        .startsWith("the server does not answer");
    assertThat(FailureReason.of(below(new SocketException("reset"))))
        .startsWith("the server ends connections");
  }

  @Test
  void takesTheFirstLineOfWhatItDoesNotKnow() {
    assertThat(FailureReason.of(new IOException("first\nsecond"))).isEqualTo("first");
    assertThat(FailureReason.of(new IOException((String) null))).isEqualTo("IOException");
  }

  @Test
  void onlyFailuresOfServerOrNetworkAreTransient() {
    assertThat(FailureReason.isTransient(below(new SocketException("reset")))).isTrue();
    assertThat(FailureReason.isTransient(new AccessDeniedException("key"))).isFalse();
    assertThat(FailureReason.isTransient(new IOException("damaged"))).isFalse();
  }
}
