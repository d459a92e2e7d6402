// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreLocationTest {
  private static final StoreLocation BUCKET =
      new StoreLocation("s3a://bucket/library", Map.of("fs.s3a.secret.key", "sesame"));

  @TempDir Path folder;

  @Test
  void pathAndFileUriNameTheSameStore() {
    try (ObjectStore byPath = ObjectStore.open(folder.toString(), Map.of());
        ObjectStore byUri = ObjectStore.open(folder.toUri().toString(), Map.of())) {
      byPath.putIfAbsent("a", new byte[] {1});

      assertThat(byUri.read("a")).containsExactly(1);
      assertThat(Files.exists(folder.resolve(".a.crc"))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://host/library | by the scheme "ftp": give a path, file:/// or s3a://bucket/prefix
          s3://bucket/x      | by the scheme "s3": write s3a:// instead
          file://host/x      | write file:/// and an absolute path
          s3a://k:secret@b/x | whose URI holds credentials
          s3a:///x           | write s3a://bucket/prefix
          ''                 | at an empty URI
          """)
  void refusesWhatNamesNoStore(String uri, String reason) {
    assertThatThrownBy(() -> ObjectStore.open(uri, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot open")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }

  @Test
  void knowsWhereUploadsAreBuffered() {
    StoreLocation there =
        new StoreLocation("s3a://bucket/library", Map.of("fs.s3a.buffer.dir", "/fast, /large"));

    assertThat(there.uploadBuffers()).containsExactly(Path.of("/fast"), Path.of("/large"));
    assertThat(BUCKET.uploadBuffers()).singleElement().asString().endsWith("/s3a");
    assertThat(new StoreLocation("books", Map.of()).uploadBuffers()).isEmpty();
  }

  @Test
  void neverPrintsSettings() {
    assertThat(BUCKET.toString()).isEqualTo("s3a://bucket/library");
  }

  @Test
  void travelsToAnotherProcess() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(BUCKET);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(BUCKET);
    }
  }
}
