// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.segmentation.BookDetails;
import dev.testudo.segmentation.Lexicon;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.segmentation.PackingLimits;
import dev.testudo.segmentation.ScriptWriter;
import org.junit.jupiter.api.Test;

class BookTextTest {
  @Test
  void keepsWhatTheManuscriptSaysOfTheBook() {
    String markdown =
        "---\ntitle: Ways\nseries: The Hills\npublisher: Hill & Co.\n---\nIt was late.\n";
    Manuscript manuscript = ManuscriptReader.read("book.md", markdown.getBytes(UTF_8));
    BookText text =
        BookText.of(
            manuscript,
            new ScriptWriter(new PackingLimits(300, 120, 200), String::length, Lexicon.EMPTY)
                .write(manuscript));

    BookText read = Json.read(Json.write(text), BookText.class, "text.json");

    assertThat(read).isEqualTo(text);
    assertThat(read.details())
        .isEqualTo(new BookDetails("The Hills", "", "", "Hill & Co.", "", "", ""));
  }

  @Test
  void readsTheTextOfAnOlderVersion() {
    byte[] old = "{\"format\": 1, \"original\": \"\", \"chapters\": []}".getBytes(UTF_8);

    assertThat(Json.read(old, BookText.class, "text.json").details()).isEqualTo(BookDetails.NONE);
  }
}
