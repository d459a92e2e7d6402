// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/**
 * A heading found among the groups of a plain text.
 *
 * @param group index of its group
 * @param lines lines of the heading itself, at the start of its group
 * @param titleLines lines below it in the same group that hold its title
 * @param inContents false for the sections of a chapter
 */
record Heading(int group, HeadingLine line, int lines, int titleLines, boolean inContents) {
  Heading as(HeadingLine newLine) {
    return new Heading(group, newLine, lines, titleLines, inContents);
  }

  Heading asSection() {
    return new Heading(group, line, lines, titleLines, false);
  }

  HeadingLine.Kind kind() {
    return line.kind();
  }
}
