// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.segmentation.ManuscriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManuscriptSourcesTest {
  @TempDir private Path folder;

  private void file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "text");
  }

  private static List<String> sources(String... named) {
    try (ManuscriptSources manuscripts = new ManuscriptSources(Map.of())) {
      return manuscripts.list(List.of(named));
    }
  }

  @Test
  void findsManuscriptsAtAnyDepthAndNothingElse() throws IOException {
    for (String name : List.of("b.txt", "a.MD", "carroll/alice.epub", "cover.jpg", ".hidden.txt")) {
      file(name);
    }
    assertThat(sources(folder + "/"))
        .containsExactly(folder + "/a.MD", folder + "/b.txt", folder + "/carroll/alice.epub");
    assertThat(sources("file://" + folder))
        .contains("file://" + folder + "/carroll/alice.epub")
        .hasSize(3);
  }

  @Test
  void namesEachManuscriptOnceAndFilesAsTheyAreGiven() throws IOException {
    file("a.txt");
    assertThat(sources("s3a://bucket/x.epub", folder + "/a.txt", folder.toString()))
        .containsExactly("s3a://bucket/x.epub", folder + "/a.txt");
  }

  @Test
  void readsByPathAndByUri() throws IOException {
    file("carroll/alice in wonderland.txt");
    String path = folder + "/carroll/alice in wonderland.txt";
    try (ManuscriptSources manuscripts = new ManuscriptSources(Map.of())) {
      assertThat(manuscripts.read(path)).asString().isEqualTo("text");
      assertThat(manuscripts.read("file://" + path)).asString().isEqualTo("text");
      assertThatThrownBy(() -> manuscripts.read(folder + "/none.txt"))
          .isInstanceOf(ManuscriptException.class)
          .hasMessage("Cannot read " + folder + "/none.txt: there is no such file");
    }
  }

  @Test
  void refusesAFolderWithoutManuscripts() {
    assertThatThrownBy(() -> sources(folder.toString()))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(
            "Cannot find a manuscript in "
                + folder
                + ": it holds no .epub, .html, .md, .txt, .docx, .odt, .fb2, .rtf or .pdf");
  }
}
