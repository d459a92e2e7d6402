// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlainTextReaderTest {
  private static final String BOOK =
      """
      The Project Gutenberg EBook of A Tale, by A. Writer

      Title: A Tale

      Author: A. Writer

      Language: English

      *** START OF THIS PROJECT GUTENBERG EBOOK A TALE ***

      Produced by Some Volunteers

      A TALE

      By A. Writer

      CONTENTS

      CHAPTER I. The Start
      CHAPTER II. The End

      CHAPTER I. The Start

      It was a _very_ dark
      night.[1] Nobody came.

      [Illustration: A dark
      night]

        How doth the little crocodile
          Improve his shining tail,
        And pour the waters of the Nile
          On every golden scale!

      Then it grew light.

      * * * * *

      The good-
      humoured sun rose.

      [1] Nights were darker then.

      CHAPTER II.
      THE END OF IT

      All went home.

      End of Project Gutenberg's A Tale

      *** END OF THIS PROJECT GUTENBERG EBOOK A TALE ***
      Licence text.
      """;

  @Test
  void takesTitleAuthorAndLanguageFromTheHeader() {
    Manuscript manuscript = read(BOOK);

    assertThat(manuscript.title()).isEqualTo("A Tale");
    assertThat(manuscript.author()).isEqualTo("A. Writer");
    assertThat(manuscript.language()).isEqualTo("en");
    assertThat(manuscript.text()).isEqualTo(BOOK);
  }

  @Test
  void readsOnlyTheBookItself() {
    assertThat(readable(read(BOOK)))
        .containsExactly(
            "HEADING CHAPTER I. The Start",
            "PARAGRAPH It was a very dark night. Nobody came.",
            "VERSE How doth the little crocodile, Improve his shining tail, And pour the waters of the Nile, On every golden scale!",
            "PARAGRAPH Then it grew light.",
            "SECTION_BREAK * * * * *",
            "PARAGRAPH The good-humoured sun rose.",
            "HEADING CHAPTER II.",
            "HEADING THE END OF IT",
            "PARAGRAPH All went home.");
  }

  @Test
  void listsItsChaptersWithTitlesFromEitherLine() {
    assertThat(titles(read(BOOK)))
        .containsExactly("Chapter I. The Start", "Chapter II. The End of It");
  }

  @Test
  void accountsForWhatItLeavesOut() {
    Manuscript manuscript = read(BOOK);

    assertThat(manuscript.omissions().stream().map(o -> o.reason().label()).distinct())
        .containsExactly(
            "gutenberg-header",
            "transcriber-note",
            "title-page",
            "contents",
            "note-marker",
            "illustration",
            "footnote",
            "gutenberg-licence");
    assertThat(omitted(manuscript, Omission.Reason.ILLUSTRATION))
        .containsExactly("[Illustration: A dark\nnight]");
    assertThat(omitted(manuscript, Omission.Reason.FOOTNOTE))
        .containsExactly("[1] Nights were darker then.");
  }

  @Test
  void knowsHeadingsOfManyKinds() {
    String prose = "\n\nSome words were said here.\n\n";

    assertThat(
            titles(
                read(
                    "PREFACE"
                        + prose
                        + "BOOK I"
                        + prose
                        + "Chapter 1. Down the Hole"
                        + prose
                        + "CHAPTER TWO"
                        + prose
                        + "Chapter 3\n\nA New Day"
                        + prose
                        + "EPILOGUE"
                        + prose)))
        .containsExactly(
            "Preface",
            "Book I",
            "Chapter 1. Down the Hole",
            "Chapter Two",
            "Chapter 3. A New Day",
            "Epilogue");
  }

  @Test
  void takesBareNumeralsInSequenceForChapters() {
    String prose = "\n\nSome words were said here.\n\n";

    assertThat(
            titles(
                read("I\n\nIntroduction" + prose + "II" + prose + "1917" + prose + "III" + prose)))
        .containsExactly("I. Introduction", "II", "III");
  }

  @Test
  void keepsChapterInASentenceAsProse() {
    Manuscript manuscript =
        read("CHAPTER I\n\nChapter two of his book was better than the rest\nof it, he said.\n");

    assertThat(titles(manuscript)).containsExactly("Chapter I");
  }

  @Test
  void guessesTitleAndAuthorWithoutHeader() {
    Manuscript manuscript = read("THE LONG ROAD\n\nby Jane Hill\n\nCHAPTER I\n\nShe went.\n");

    assertThat(manuscript.title()).isEqualTo("The Long Road");
    assertThat(manuscript.author()).isEqualTo("Jane Hill");
  }

  @Test
  void fallsBackToTheFileName() {
    Manuscript manuscript =
        ManuscriptReader.read("my-first_book.txt", "She went home early.".getBytes(UTF_8));

    assertThat(manuscript.title()).isEqualTo("My first book");
  }

  @Test
  void takesEachUnwrappedLineForAParagraph() {
    String line = "This line is long. ".repeat(12).strip();

    assertThat(readable(read(line + "\n" + line + "\n"))).hasSize(2);
  }

  private static Manuscript read(String text) {
    return ManuscriptReader.read("book.txt", text.getBytes(UTF_8));
  }

  private static List<String> readable(Manuscript manuscript) {
    return manuscript.blocks().stream()
        .map(block -> block.kind() + " " + block.readable(manuscript.text()))
        .collect(Collectors.toList());
  }

  private static List<String> titles(Manuscript manuscript) {
    return manuscript.contents().stream().map(ContentsEntry::title).toList();
  }

  private static List<String> omitted(Manuscript manuscript, Omission.Reason reason) {
    return manuscript.omissions().stream()
        .filter(omission -> omission.reason() == reason)
        .map(omission -> omission.span().of(manuscript.text()))
        .toList();
  }
}
