// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the title of an entry of the contents says about its place in the book. */
record EntryTitle(Optional<HeadingLine> heading, String numbering) {
  private static final Pattern NUMBERING = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})*)\\b.*");
  private static final Pattern BODY =
      Pattern.compile(
          "(?i)(?:main )?(?:body|text|matter)|(?:front|back) ?matter|unit [\\dIVX]+.*|section [\\dIVX]+.*");

  static EntryTitle of(String title) {
    String text = title.strip();
    Matcher numbered = NUMBERING.matcher(text);
    boolean body = BODY.matcher(text).matches();
    return new EntryTitle(
        body ? Optional.empty() : HeadingLine.parse(text),
        numbered.matches() ? numbered.group(1) : "");
  }

  /** {@return whether it names a part, book or volume} */
  boolean isOuter() {
    return heading
        .filter(line -> line.kind() == HeadingLine.Kind.DIVISION && line.level() <= 2)
        .isPresent();
  }

  /** {@return whether it names a chapter, story or act, or a preface} */
  boolean isChapter() {
    return heading
        .filter(l -> l.isNumberedChapter() || l.kind() == HeadingLine.Kind.NAMED)
        .isPresent();
  }

  /** {@return whether it is a number and a title, the number not one of a section as 2.1 is} */
  boolean isNumberedTitle() {
    return numbering.indexOf('.') < 0
        && heading.filter(l -> l.kind() == HeadingLine.Kind.NUMBERED_TITLE).isPresent();
  }

  /** {@return whether it is a number and nothing else} */
  boolean isNumeral() {
    return heading.filter(line -> line.kind() == HeadingLine.Kind.NUMERAL).isPresent();
  }

  int number() {
    return heading.map(HeadingLine::number).orElse(0);
  }

  /** {@return whether another title is numbered below this one, as 2.1 is below 2} */
  boolean numbers(String other) {
    Matcher numbered = NUMBERING.matcher(other.strip());
    return !numbering.isEmpty()
        && numbered.matches()
        && numbered.group(1).startsWith(numbering + ".");
  }
}
