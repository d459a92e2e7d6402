// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** A part of the manuscript that is left unread on purpose. */
public record Omission(Reason reason, Span span) {
  public Omission {
    requireNonNull(reason, "reason is null");
    requireNonNull(span, "span is null");
  }

  /** Why a part is left unread. */
  public enum Reason {
    GUTENBERG_HEADER,
    GUTENBERG_LICENCE,
    TRANSCRIBER_NOTE,
    TITLE_PAGE,
    /** A list of contents or of illustrations. */
    CONTENTS,
    INDEX,
    /** Links to other pages, such as {@code Previous} and {@code Next}. */
    NAVIGATION,
    /** A line that stands on most pages, such as a licence or a running title. */
    REPEATED_LINE,
    /** Imprint, copyright page, colophon and the like. */
    PUBLISHER_MATTER,
    FRONT_MATTER,
    ILLUSTRATION,
    FOOTNOTE,
    /** A reference such as {@code [1]} to a note. */
    NOTE_MARKER,
    PAGE_NUMBER,
    /** The box of a task in a list. */
    CHECKBOX,
    /** The number of a line of verse. */
    LINE_NUMBER,
    TABLE,
    CODE,
    FORMULA,
    LINK_ADDRESS,
    HTML,
    /** What a page holds but does not show. */
    HIDDEN,
    /** Struck out as deleted. */
    DELETED,
    /** A part that the book itself keeps out of its reading order. */
    NOT_IN_READING_ORDER,
    /** A paragraph in a language that is not the book's. */
    FOREIGN_PASSAGE,
    /** Characters without a spoken form. */
    UNSPEAKABLE;

    /** {@return the short name used in plans, such as {@code gutenberg-header}} */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
