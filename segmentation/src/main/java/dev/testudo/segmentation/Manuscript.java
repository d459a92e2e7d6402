// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A book as it was read: its untouched text, and what stands where in it.
 *
 * @param author empty if unknown
 * @param language BCP 47, {@code en} if unknown
 * @param text what every {@link Span} refers to: the decoded file, or the text of an EPUB's spine
 * @param blocks headings, paragraphs and stanzas to be read, in order and disjoint
 * @param contents where chapters and their sections begin, in order
 * @param omissions what is left unread and why, in order and disjoint
 * @param warnings sentences for the person who renders the book
 * @param lexicon the pronunciations that the manuscript brings for the whole book
 * @param spokenAs the pronunciations that it marks in its text, in order and disjoint
 * @param passages where it names a language, the outer before the inner
 * @param details what it says of the book beyond title, author and language
 * @param voiced what the manuscript marks for a speaker or a voice, the outer before the inner
 */
public record Manuscript(
    String title,
    String author,
    String language,
    String text,
    List<Block> blocks,
    List<ContentsEntry> contents,
    List<Omission> omissions,
    List<String> warnings,
    Optional<CoverImage> cover,
    Lexicon lexicon,
    List<SpokenAs> spokenAs,
    List<Passage> passages,
    BookDetails details,
    List<SpeakerSpan> voiced) {
  public Manuscript {
    voiced = List.copyOf(voiced);
    passages = List.copyOf(passages);
    requireNonNull(details, "details is null");
    requireNonNull(lexicon, "lexicon is null");
    spokenAs = List.copyOf(spokenAs);
    requireNonNull(title, "title is null");
    requireNonNull(author, "author is null");
    requireNonNull(language, "language is null");
    requireNonNull(text, "text is null");
    requireNonNull(cover, "cover is null");
    blocks = List.copyOf(blocks);
    contents = List.copyOf(contents);
    omissions = List.copyOf(omissions);
    warnings = List.copyOf(warnings);
  }

  /** Makes a manuscript that says nothing about pronunciation. */
  public Manuscript(
      String title,
      String author,
      String language,
      String text,
      List<Block> blocks,
      List<ContentsEntry> contents,
      List<Omission> omissions,
      List<String> warnings,
      Optional<CoverImage> cover) {
    this(
        title,
        author,
        language,
        text,
        blocks,
        contents,
        omissions,
        warnings,
        cover,
        Lexicon.EMPTY,
        List.of(),
        List.of(),
        BookDetails.NONE,
        List.of());
  }

  /** {@return the series, empty if it belongs to none} */
  public String series() {
    return details.series();
  }

  /** {@return this manuscript as a part of a series} */
  public Manuscript withSeries(String newSeries) {
    return new Manuscript(
        title,
        author,
        language,
        text,
        blocks,
        contents,
        omissions,
        warnings,
        cover,
        lexicon,
        spokenAs,
        passages,
        details.withSeries(newSeries),
        voiced);
  }

  /** {@return this manuscript with another choice of what is read} */
  Manuscript with(List<Block> newBlocks, List<Omission> newOmissions, List<SpokenAs> newSpokenAs) {
    return new Manuscript(
        title,
        author,
        language,
        text,
        newBlocks,
        contents,
        newOmissions,
        warnings,
        cover,
        lexicon,
        newSpokenAs,
        passages,
        details,
        voiced);
  }

  /** {@return this manuscript with words after its text that are left unread} */
  Manuscript withUnread(Omission.Reason reason, String words) {
    String before = text.stripTrailing() + "\n\n";
    List<Omission> more = new ArrayList<>(omissions);
    more.add(new Omission(reason, new Span(before.length(), before.length() + words.length())));
    return new Manuscript(
        title,
        author,
        language,
        before + words,
        blocks,
        contents,
        more,
        warnings,
        cover,
        lexicon,
        spokenAs,
        passages,
        details,
        voiced);
  }

  /** {@return this manuscript with other chapters} */
  Manuscript withContents(List<ContentsEntry> newContents) {
    return new Manuscript(
        title,
        author,
        language,
        text,
        blocks,
        newContents,
        omissions,
        warnings,
        cover,
        lexicon,
        spokenAs,
        passages,
        details,
        voiced);
  }

  /** {@return this manuscript with other metadata; an empty language leaves it} */
  public Manuscript withMetadata(String newTitle, String newAuthor, String newLanguage) {
    return new Manuscript(
        newTitle,
        newAuthor,
        newLanguage.isEmpty() ? language : newLanguage,
        text,
        blocks,
        contents,
        omissions,
        warnings,
        cover,
        lexicon,
        spokenAs,
        passages,
        details,
        voiced);
  }

  Manuscript withWarning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new Manuscript(
        title, author, language, text, blocks, contents, omissions, more, cover, lexicon, spokenAs,
        passages, details, voiced);
  }

  /** {@return this manuscript with other blocks} */
  Manuscript withBlocks(List<Block> newBlocks) {
    return new Manuscript(
        title, author, language, text, newBlocks, contents, omissions, warnings, cover, lexicon,
        spokenAs, passages, details, voiced);
  }
}
