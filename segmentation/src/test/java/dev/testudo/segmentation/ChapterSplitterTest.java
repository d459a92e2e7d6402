// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChapterSplitterTest {
  @Test
  void joinsPartsWithTheChaptersBelowThem() {
    Manuscript manuscript =
        read("# Part One\n\n## A\n\nText.\n\n## B\n\nText.\n\n# Part Two\n\n## C\n\nText.\n");

    assertThat(titles(manuscript)).containsExactly("Part One, A", "Part One, B", "Part Two, C");
    assertThat(split(manuscript).get(2).blocks()).hasSize(3);
  }

  @Test
  void keepsSectionsWithinTheirChapters() {
    Manuscript manuscript =
        read("# A\n\nText.\n\n## One\n\nText.\n\n# B\n\nText.\n\n## Two\n\nText.\n");

    assertThat(titles(manuscript)).containsExactly("A", "B");
  }

  @Test
  void keepsChaptersThatBeginWithASection() {
    Manuscript manuscript =
        read("# Chapter 1\n\n## One\n\nText.\n\n# Chapter 2\n\n## Two\n\nText.\n");

    assertThat(titles(manuscript)).containsExactly("Chapter 1", "Chapter 2");
  }

  @Test
  void makesOneChapterOfATextWithoutHeadings() {
    assertThat(titles(read("Only text.\n\nMore text."))).containsExactly("Book");
  }

  @Test
  void readsAHeadingAtTheVeryEndWithTheLastChapter() {
    assertThat(titles(read("# A\n\nText.\n\n# B\n\nText.\n\n# The End\n")))
        .containsExactly("A", "B");
  }

  @Test
  void holdsEveryBlockOnce() {
    Manuscript manuscript =
        read("Before.\n\n# T\n\n## A\n\nText.\n\n### a\n\nText.\n\n## B\n\nText.\n");

    assertThat(split(manuscript).stream().flatMap(chapter -> chapter.blocks().stream()))
        .containsExactlyElementsOf(manuscript.blocks());
  }

  private static List<Chapter> split(Manuscript manuscript) {
    return new ChapterSplitter().split(manuscript);
  }

  private static List<String> titles(Manuscript manuscript) {
    return split(manuscript).stream().map(Chapter::title).toList();
  }

  private static Manuscript read(String text) {
    return ManuscriptReader.read("book.md", text.getBytes(UTF_8));
  }
}
