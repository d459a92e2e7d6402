package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

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
    Optional<CoverImage> cover) {
  public Manuscript {
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
}
