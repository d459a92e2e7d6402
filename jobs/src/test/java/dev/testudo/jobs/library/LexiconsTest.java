// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.segmentation.Lexicon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LexiconsTest {
  @TempDir private Path folder;

  @Test
  void addsWhatALibraryKeepsForAllForAnAuthorAndForABook() throws IOException {
    write("all.tsv", "Hill\tHyll\nGray\tGrey\nOld\tOhld\n");
    write("author=jane-hill.tsv", "Gray\tGra\nOld\tAwld\n");
    write("series=the-hills.tsv", "Elm\tElum\nOld\tUld\n");
    write("book=a-book.tsv", "Old\tOwld\n");

    try (Library library = Library.over(ObjectStore.open(folder.toString(), Map.of()))) {
      Lexicon base = Lexicon.parse("New\tNoo\nHill\tHull\n");

      assertThat(Lexicons.of(library, base, "a-book", "Jane Hill", "The Hills").lines())
          .isEqualTo("Elm\tElum\nGray\tGra\nHill\tHyll\nNew\tNoo\nOld\tOwld\n");
      assertThat(Lexicons.of(library, base, "another", "", "").lines())
          .isEqualTo("Gray\tGrey\nHill\tHyll\nNew\tNoo\nOld\tOhld\n");
    }
  }

  @Test
  void namesTheFileThatIsNoLexicon() throws IOException {
    write("all.tsv", "no respelling\n");

    try (Library library = Library.over(ObjectStore.open(folder.toString(), Map.of()))) {
      assertThatThrownBy(() -> Lexicons.of(library, Lexicon.EMPTY, "a-book", "", ""))
          .isInstanceOf(LibraryException.class)
          .hasMessage(
              "Cannot read the lexicon: each line needs a word, a tab and its respelling (no"
                  + " respelling) in lexicons/all.tsv of the library");
    }
  }

  private void write(String name, String lines) throws IOException {
    Path file = folder.resolve("lexicons").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, lines);
  }
}
