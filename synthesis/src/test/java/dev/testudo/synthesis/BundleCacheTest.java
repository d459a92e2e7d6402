// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles of others are not trusted: nothing is written before their manifest is checked. */
class BundleCacheTest {
  @TempDir private Path folder;

  private static InputStream manifestWith(String file) throws IOException {
    try (InputStream in = BundleCacheTest.class.getResourceAsStream("/tiny-bundle/bundle.json")) {
      String manifest = new String(in.readAllBytes(), UTF_8);
      String hostile =
          manifest.replaceFirst("\"files\": *\\{", "\"files\": {\"" + file + "\": \"0\",");
      assertThat(hostile).isNotEqualTo(manifest);
      return new ByteArrayInputStream(hostile.getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../escaped", "/tmp/escaped", "voices/../../escaped", "a//b", "C:escaped"})
  void refusesAFileOutsideTheBundleBeforeAnythingIsWritten(String file) {
    BundleCache cache = new BundleCache(folder.resolve("cache"));

    assertThatThrownBy(() -> cache.open("s3a://bucket/model", name -> manifestWith(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open bundle bundle.json: \"files\" is "
                + file
                + ", it must be a path within the bundle");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAManifestWithoutEnd() {
    BundleCache cache = new BundleCache(folder.resolve("cache"));

    assertThatThrownBy(() -> cache.open("s3a://bucket/model", name -> new Endless()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot open bundle s3a://bucket/model: its bundle.json has more");
    assertThat(folder).isEmptyDirectory();
  }

  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return ' ';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      return length;
    }
  }
}
