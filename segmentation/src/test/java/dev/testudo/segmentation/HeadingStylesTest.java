// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headings of plain texts, in the styles that books have. */
class HeadingStylesTest {
  private static final List<String> ROMAN =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");
  private static final String PROSE =
      """
      It was late in the year, and the road was long. Nobody had come that way for
      a week; the innkeeper said so, and he would know.

      "You may stay," he said, "if you can pay."

      They stayed, and in the morning they were gone.
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CHAPTER I           | CHAPTER II            | Chapter I; Chapter II
          Chapter 1           | Chapter 2             | Chapter 1; Chapter 2
          CHAPTER ONE         | CHAPTER TWO           | Chapter One; Chapter Two
          Chapter the First   | Chapter the Second    | Chapter the First; Chapter the Second
          CHAPTER THE FIRST   | CHAPTER THE SECOND    | Chapter the First; Chapter the Second
          The First Chapter   | The Second Chapter    | The First Chapter; The Second Chapter
          Chapter I. The Inn  | Chapter II. The Road  | Chapter I. The Inn; Chapter II. The Road
          Chapter 1: The Inn  | Chapter 2: The Road   | Chapter 1. The Inn; Chapter 2. The Road
          Chapter 1 - The Inn | Chapter 2 - The Road  | Chapter 1. The Inn; Chapter 2. The Road
          CHAP. I.            | CHAP. II.             | Chap. I; Chap. II
          ADVENTURE I. THE INN | ADVENTURE II. THE ROAD | Adventure I. The Inn; Adventure II. The Road
          STAVE ONE           | STAVE TWO             | Stave One; Stave Two
          CANTO I             | CANTO II              | Canto I; Canto II
          Letter 1            | Letter 2              | Letter 1; Letter 2
          BOOK I              | BOOK II               | Book I; Book II
          PART ONE            | PART TWO              | Part One; Part Two
          THE FIRST DAY       | THE SECOND DAY        | The First Day; The Second Day
          Day the First       | Day the Second        | Day the First; Day the Second
          FIRST NIGHT         | SECOND NIGHT          | First Night; Second Night
          Story the First     | Story the Second      | Story the First; Story the Second
          TALE I              | TALE II               | Tale I; Tale II
          SONNET I            | SONNET II             | Sonnet I; Sonnet II
          SCENE I. An inn     | SCENE II. A road      | Scene I. An inn; Scene II. A road
          ACT I               | ACT II                | Act I; Act II
          I                   | II                    | I; II
          I.                  | II.                   | I; II
          1                   | 2                     | 1; 2
          1.                  | 2.                    | 1; 2
          ONE                 | TWO                   | One; Two
          One                 | Two                   | One; Two
          - 1 -               | - 2 -                 | 1; 2
          — I —               | — II —                | I; II
          [1]                 | [2]                   | 1; 2
          I. THE INN          | II. THE ROAD          | I. The Inn; II. The Road
          I. The Inn          | II. The Road          | I. The Inn; II. The Road
          1. The Inn          | 2. The Road           | 1. The Inn; 2. The Road
          1) The Inn          | 2) The Road           | 1. The Inn; 2. The Road
          I — The Inn         | II — The Road         | I. The Inn; II. The Road
          THE INN             | THE ROAD              | The Inn; The Road
          The Inn             | The Road              | The Inn; The Road
          *** The Inn ***     | *** The Road ***      | The Inn; The Road
          * THE INN *         | * THE ROAD *          | The Inn; The Road
          == The Inn ==       | == The Road ==        | The Inn; The Road
          _The Inn_           | _The Road_            | The Inn; The Road
          """)
  void findsBothChapters(String first, String second, String titles) {
    String text = first + "\n\n" + PROSE + "\n\n" + second + "\n\n" + PROSE;

    assertThat(String.join("; ", titles(text))).isEqualTo(titles);
  }

  @Test
  void findsCentredAndUnderlinedTitles() {
    String centred = " ".repeat(30);

    assertThat(
            titles(
                centred + "The inn at Hill\n\n" + PROSE + "\n\n" + centred + "Roads\n\n" + PROSE))
        .containsExactly("The inn at Hill", "Roads");
    assertThat(titles("The Inn\n=======\n\n" + PROSE + "\n\nThe Road\n========\n\n" + PROSE))
        .containsExactly("The Inn", "The Road");
  }

  @Test
  void findsHeadingsWithoutABlankLineBelow() {
    assertThat(titles("CHAPTER I\n" + PROSE + "\nCHAPTER II\n" + PROSE))
        .containsExactly("Chapter I", "Chapter II");
  }

  @Test
  void continuesASequenceThatLosesItsWord() {
    assertThat(
            titles(
                "ADVENTURE I. THE INN\n\n"
                    + PROSE
                    + "\n\nII. THE ROAD\n\n"
                    + PROSE
                    + "\n\nIII. THE SEA\n\n"
                    + PROSE))
        .containsExactly("Adventure I. The Inn", "II. The Road", "III. The Sea");
  }

  @Test
  void takesNumbersBelowTitlesForSections() {
    String story = "\n\nI\n\n" + PROSE + "\n\nII\n\n" + PROSE + "\n\n";

    assertThat(titles("THE INN" + story + "THE ROAD" + story + "THE SEA\n\n" + PROSE))
        .containsExactly("The Inn", "The Road", "The Sea");
  }

  /** Parts have titles of their own; the numbers below them are chapters. */
  @Test
  void takesNumbersWithinPartsForChapters() {
    String part = "\n\nI\n\nThe Eve\n\n" + PROSE + "\n\nII\n\nThe Star\n\n" + PROSE + "\n\n";

    assertThat(titles("Book I\n\nThe Coming of Rain" + part + "Book II\n\nUnder the Rain" + part))
        .containsExactly(
            "Book I. The Coming of Rain, I. The Eve",
            "Book I. The Coming of Rain, II. The Star",
            "Book II. Under the Rain, I. The Eve",
            "Book II. Under the Rain, II. The Star");
    String plain = "\n\nI\n\n" + PROSE + "\n\nII\n\n" + PROSE + "\n\n";
    assertThat(titles("Part I" + plain + "Part II" + plain + "Epilogue" + plain))
        .containsExactly("Part I, I", "Part I, II", "Part II, I", "Part II, II", "Epilogue");
  }

  @Test
  void takesATitleThatOnlyNamesANightForNoDivision() {
    StringBuilder book = new StringBuilder();
    for (int i = 1; i <= 12; i++) {
      String title = i == 6 ? "First Night-Watch" : "The Sea " + "again ".repeat(i % 3);
      book.append(ROMAN.get(i - 1))
          .append("\n\n")
          .append(title.strip())
          .append("\n\n")
          .append(PROSE);
      book.append("\n\n");
    }

    assertThat(titles(book.toString())).hasSize(12).contains("VI");
  }

  @Test
  void findsTheLettersOfADictionary() {
    StringBuilder book = new StringBuilder("Preface\n\n" + PROSE + "\n\n");
    for (char letter = 'A'; letter <= 'X'; letter++) {
      book.append(letter).append("\n\n").append(PROSE).append("\n\nLL.D.\n\n").append(PROSE);
      book.append("\n\n");
    }

    assertThat(titles(book.toString())).hasSize(25).startsWith("Preface", "A", "B", "C");
    Script script =
        new ScriptWriter(new PackingLimits(300, 120, 200), String::length, Lexicon.EMPTY)
            .write(ManuscriptReader.read("book.txt", book.toString().getBytes(UTF_8)));
    assertThat(script.chapters().get(3).utterances().get(0).spokenText()).isEqualTo("C.");
  }

  @Test
  void letsTheContentsDecide() {
    String book =
        "Contents\n\n  The inn at the end of the lane\n  How they went\n  Rain\n\n"
            + "The inn at the end of the lane\n\n"
            + PROSE
            + "\n\nHow they went\n\n"
            + PROSE
            + "\n\nA Letter\n\n"
            + PROSE
            + "\n\nRain\n\n"
            + PROSE;

    assertThat(titles(book))
        .containsExactly("The inn at the end of the lane", "How they went", "Rain");
  }

  @Test
  void leavesOutAListOfContentsWithoutHeading() {
    String book =
        "THE TRAVELS\n\nby Jane Hill\n\n   I. The Inn\n  II. The Road\n III. The Sea\n\n"
            + "ADVENTURE I. THE INN\n\n"
            + PROSE
            + "\n\nADVENTURE II. THE ROAD\n\n"
            + PROSE
            + "\n\nADVENTURE III. THE SEA\n\n"
            + PROSE;

    assertThat(titles(book))
        .containsExactly(
            "Adventure I. The Inn", "Adventure II. The Road", "Adventure III. The Sea");
  }

  @Test
  void readsAListAndSpeakersAsText() {
    assertThat(titles(PROSE + "\n\n1. Take two eggs.\n\n2. Boil them.\n\n" + PROSE)).hasSize(1);
    assertThat(
            titles(
                "HAMLET.\n\nTo be.\n\nOPHELIA.\n\nMy lord.\n\nHAMLET.\n\nOr not.\n\nOPHELIA.\n\nAy.\n\nHAMLET.\n\nGo.\n\nOPHELIA.\n\nNo.\n"))
        .hasSize(1);
  }

  @Test
  void keepsPartsInTheTitles() {
    assertThat(
            titles(
                "BOOK ONE\n\nCHAPTER 1\n\n"
                    + PROSE
                    + "\n\nCHAPTER 2\n\n"
                    + PROSE
                    + "\n\nBOOK TWO\n\nCHAPTER 1\n\n"
                    + PROSE
                    + "\n\nCHAPTER 2\n\n"
                    + PROSE))
        .containsExactly(
            "Book One, Chapter 1",
            "Book One, Chapter 2",
            "Book Two, Chapter 1",
            "Book Two, Chapter 2");
  }

  private static List<String> titles(String text) {
    Manuscript manuscript = ManuscriptReader.read("book.txt", text.getBytes(UTF_8));
    return new ChapterSplitter().split(manuscript).stream().map(Chapter::title).toList();
  }
}
