// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPathsTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b.flac", "..a/b", "a/..b/c..", ".hidden"})
  void takesPathsBelowTheRoot(String path) {
    assertThat(ObjectPaths.require(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/.."})
  void refusesPathsThatLeaveTheRoot(String path) {
    assertThatThrownBy(() -> ObjectPaths.require(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use \"" + path + "\" as the path of an object: it must lie below the root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/", "a/b/"})
  void takesFolders(String folder) {
    assertThat(ObjectPaths.requireFolder(folder)).isEqualTo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "/a/", "a//", "../", "a/../"})
  void refusesWhatIsNoFolder(String folder) {
    assertThatThrownBy(() -> ObjectPaths.requireFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as a folder");
  }
}
