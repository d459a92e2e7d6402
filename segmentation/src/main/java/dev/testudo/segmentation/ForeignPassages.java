// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of whole paragraphs and stanzas that are in another language than their book. Words
 * and short quotations within a paragraph are read in any case.
 */
public enum ForeignPassages {
  READ,
  ANNOUNCE,
  SKIP;

  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}'’]*+");

  /** Below this share of English words, a paragraph of an English book is looked at closely. */
  private static final double MIN_ENGLISH_SHARE = 0.5;

  private static final int MIN_WORDS = 12;

  /**
   * {@return the manuscript to read}
   *
   * <p>A language is what the manuscript says; else, in an English book, what a detector says about
   * a paragraph of which most words are not English.
   */
  public Manuscript applyTo(Manuscript manuscript) {
    List<Block> blocks = new ArrayList<>();
    List<Omission> omissions = new ArrayList<>(manuscript.omissions());
    List<SpokenAs> spokenAs = new ArrayList<>(manuscript.spokenAs());
    TreeSet<String> languages = new TreeSet<>();
    int passages = 0;
    for (Block block : manuscript.blocks()) {
      Optional<String> language = foreign(manuscript, block);
      if (language.isEmpty()) {
        blocks.add(block);
        continue;
      }
      passages++;
      String name = Locale.forLanguageTag(language.get()).getDisplayLanguage(Locale.ENGLISH);
      languages.add(name);
      switch (this) {
        case READ -> blocks.add(block);
        case SKIP -> omissions.add(new Omission(Omission.Reason.FOREIGN_PASSAGE, block.span()));
        case ANNOUNCE -> announce(manuscript, block, name, blocks, omissions, spokenAs);
      }
    }
    if (passages == 0) {
      return manuscript;
    }
    omissions.removeIf(inner -> isWithinAnother(inner, omissions));
    omissions.sort(Comparator.comparingInt(omission -> omission.span().start()));
    spokenAs.sort(Comparator.comparingInt(mark -> mark.span().start()));
    Manuscript read = manuscript.with(blocks, omissions, spokenAs);
    return this == READ
        ? read.withWarning(
            "%d paragraphs in %s are read as if they were English; change that by --set foreign-passages=announce or skip"
                .formatted(passages, String.join(", ", languages)))
        : read;
  }

  private static boolean isWithinAnother(Omission inner, List<Omission> omissions) {
    return inner.reason() != Omission.Reason.FOREIGN_PASSAGE
        && omissions.stream()
            .filter(outer -> outer.reason() == Omission.Reason.FOREIGN_PASSAGE)
            .anyMatch(
                outer ->
                    outer.span().start() <= inner.span().start()
                        && inner.span().end() <= outer.span().end());
  }

  /** The announcement stands for the first word; the others are left out. */
  private static void announce(
      Manuscript manuscript,
      Block block,
      String language,
      List<Block> blocks,
      List<Omission> omissions,
      List<SpokenAs> spokenAs) {
    Span first = block.readable(manuscript.text()).source(0, 1);
    Span rest = new Span(first.end(), block.span().end());
    List<Span> silent = new ArrayList<>();
    block.silent().stream().filter(span -> span.end() <= first.start()).forEach(silent::add);
    silent.add(rest);
    blocks.add(new Block(Block.Kind.PARAGRAPH, block.span(), silent));
    omissions.add(new Omission(Omission.Reason.FOREIGN_PASSAGE, rest));
    spokenAs.removeIf(
        mark ->
            mark.span().start() >= block.span().start() && mark.span().end() <= block.span().end());
    spokenAs.add(new SpokenAs(first, "A passage in " + language + "."));
  }

  private static Optional<String> foreign(Manuscript manuscript, Block block) {
    if (block.kind() == Block.Kind.SECTION_BREAK || block.kind() == Block.Kind.HEADING) {
      return Optional.empty();
    }
    String book = primary(manuscript.language());
    Optional<String> named =
        manuscript.passages().stream()
            .filter(
                passage ->
                    passage.span().start() <= block.span().start()
                        && passage.span().end() >= block.span().end())
            .map(passage -> primary(passage.language()))
            .reduce((outer, inner) -> inner);
    if (named.isPresent()) {
      return named.filter(language -> !language.equals(book));
    }
    String text = block.readable(manuscript.text()).text();
    return book.equals("en") && isHardlyEnglish(text)
        ? LanguageGuess.guessPassage(text).filter(language -> !language.equals("en"))
        : Optional.empty();
  }

  private static boolean isHardlyEnglish(String text) {
    int words = 0;
    int english = 0;
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words++;
      english += WordList.english().contains(word.group()) ? 1 : 0;
    }
    return words >= MIN_WORDS && english < MIN_ENGLISH_SHARE * words;
  }

  private static String primary(String tag) {
    return Locale.forLanguageTag(tag.replace('_', '-')).getLanguage();
  }
}
