// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReaderTest {
  private static final String BOOK =
      """
      ---
      title: "The Road"
      author: Jane Hill
      lang: en-GB
      ---
      # The Road

      ## One

      She *went* **home** along the [old road](http://x.org "t") and
      called `wait`. It\\*s R&amp;D.

      > A letter came.

      - milk
      - tea

      ```
      code();
      ```

      | a | b |
      |---|---|
      | 1 | 2 |

      ![a picture](p.png)

      ***

      ## Two

      Roses are red,\\
      Violets are blue
      """;

  @Test
  void readsTextWithoutMarkup() {
    Manuscript manuscript = read(BOOK);

    assertThat(manuscript.blocks())
        .extracting(block -> block.kind() + " " + block.readable(manuscript.text()))
        .containsExactly(
            "HEADING The Road",
            "HEADING One",
            "PARAGRAPH She went home along the old road and called wait. It*s R&D.",
            "PARAGRAPH A letter came.",
            "PARAGRAPH milk",
            "PARAGRAPH tea",
            "SECTION_BREAK ***",
            "HEADING Two",
            "VERSE Roses are red, Violets are blue");
  }

  @Test
  void takesTheFrontMatter() {
    Manuscript manuscript = read(BOOK);

    assertThat(manuscript.title()).isEqualTo("The Road");
    assertThat(manuscript.author()).isEqualTo("Jane Hill");
    assertThat(manuscript.language()).isEqualTo("en-GB");
  }

  @Test
  void readsTablesLineByLineIfThatIsWished() {
    Manuscript manuscript =
        DataTables.READ.applyTo(
            read(
                """
                # Milk

                | Town | Price |
                |------|-------|
                | Hill | 5 km  |

                | Alone |
                |-------|
                | Snow  |

                - [x] paid
                - [ ] sent
                """));

    assertThat(manuscript.blocks())
        .extracting(block -> block.readable(manuscript.text()).text())
        .containsExactly("Milk", "Town | Price", "Hill | 5 km", "Alone", "Snow", "paid", "sent");
    assertThat(manuscript.omissions())
        .extracting(omission -> omission.reason().label())
        .containsExactly("table", "table", "checkbox", "checkbox");
    Script script =
        new ScriptWriter(new PackingLimits(300, 120, 200), String::length, Lexicon.EMPTY)
            .write(manuscript);
    ScriptWriterTest.assertAccounted(manuscript, script);
    assertThat(ScriptWriterTest.utterances(script))
        .extracting(Utterance::spokenText)
        .contains("Hill, five kilometres");
  }

  @Test
  void makesChaptersOfSecondLevelBelowASingleTitle() {
    List<Chapter> chapters = new ChapterSplitter().split(read(BOOK));

    assertThat(chapters).extracting(Chapter::title).containsExactly("One", "Two");
  }

  @Test
  void listsWhatIsNotRead() {
    assertThat(read(BOOK).omissions())
        .extracting(omission -> omission.reason().label())
        .containsExactly("front-matter", "link-address", "code", "table", "illustration");
  }

  @Test
  void usesTheFirstHeadingAsTitle() {
    assertThat(read("# Alone\n\nText.").title()).isEqualTo("Alone");
  }

  private static Manuscript read(String text) {
    return ManuscriptReader.read("book.md", text.getBytes(UTF_8));
  }
}
