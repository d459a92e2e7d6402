// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads plain text, Project Gutenberg's above all: hard wraps, {@code CHAPTER} lines, verse. */
final class PlainTextReader {
  private static final Pattern TRANSCRIBER =
      Pattern.compile(
          "(?i)\\[?(produced by|transcribed (from|by)|prepared by|e-?text prepared|this e-?(book|text) was (produced|prepared)|transcriber['’]s? note).*");
  private static final Pattern NOTE_TEXT = Pattern.compile("\\[(?:\\d{1,3}|[A-Za-z*†‡])\\] .*");
  private static final Pattern DEDICATION =
      Pattern.compile(
          "(?:TO|To|FOR|For|DEDICATED TO|Dedicated to|IN MEMORY OF|In memory of)\\s+.{2,200}");
  private static final Pattern IMPRINT =
      Pattern.compile(
          "(?i).*\\b(?:edition|published|publisher|press|copyright|printed|illustrated|translated|transcribed|ebook|e-text|etext|rights reserved|isbn)\\b.*");
  private static final Pattern BY_LINE = Pattern.compile("(?i)by\\s+(\\p{Lu}.{2,60})");
  private static final int LONGEST_TITLE_LINES = 2;

  private final String fileName;
  private final String text;
  private final List<String> warnings;
  private final GutenbergFrame frame;
  private final TextMarkup markup;
  private final List<Omission> omissions = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<ContentsEntry> contents = new ArrayList<>();

  /** The headings of a dictionary: C is a letter there, and no hundred. */
  private final List<SpokenAs> letters = new ArrayList<>();

  private int firstSilence;

  private PlainTextReader(String fileName, String text, List<String> warnings) {
    this.fileName = fileName;
    this.text = text;
    this.warnings = warnings;
    this.frame = GutenbergFrame.find(text);
    this.markup = TextMarkup.find(text, frame.body());
    omissions.addAll(frame.omissions());
    omissions.addAll(markup.omissions());
  }

  static Manuscript read(String fileName, String text, List<String> warnings) {
    return new PlainTextReader(fileName, text, warnings).read();
  }

  private Manuscript read() {
    List<LineGroup> groups = new ArrayList<>(LineGroup.of(markup.masked()));
    groups.removeIf(this::isApparatus);
    ContentsList listed = ContentsList.removeFrom(groups);
    omissions.addAll(listed.omissions());
    List<Heading> headings = HeadingFinder.find(groups, listed.entries());
    String title = frame.title().isEmpty() ? guessTitle(groups, headings) : frame.title();
    String author = frame.author().isEmpty() ? guessAuthor(groups) : frame.author();
    int start = headings.isEmpty() ? 0 : skipTitlePage(groups, headings.get(0));
    for (int i = start, next = 0; i < groups.size(); ) {
      while (next < headings.size() && headings.get(next).group() < i) {
        next++;
      }
      if (next < headings.size() && headings.get(next).group() == i) {
        i = addHeading(groups, headings.get(next));
      } else {
        addProse(groups.get(i++));
      }
    }
    if (blocks.isEmpty()) {
      throw new ManuscriptException(
          "Cannot read %s: nothing is left to read but %s"
              .formatted(
                  fileName, omissions.isEmpty() ? "marks" : omissions.get(0).reason().label()));
    }
    omissions.sort(Comparator.comparingInt(omission -> omission.span().start()));
    String language = frame.language().isEmpty() ? "en" : frame.language();
    return new Manuscript(
        title,
        author,
        language,
        text,
        blocks,
        contents,
        omissions,
        warnings,
        Optional.empty(),
        Lexicon.EMPTY,
        letters,
        List.of(),
        BookDetails.NONE,
        VoiceMarks.find(fileName, text, omissions));
  }

  /** Leaves out what is no part of the book: its transcriber's words and the texts of notes. */
  private boolean isApparatus(LineGroup group) {
    String first = group.line(0);
    boolean note = NOTE_TEXT.matcher(first).matches();
    if (note || (TRANSCRIBER.matcher(first).matches() && !group.isProse())) {
      omit(note ? Omission.Reason.FOOTNOTE : Omission.Reason.TRANSCRIBER_NOTE, group);
      return true;
    }
    return false;
  }

  private void omit(Omission.Reason reason, LineGroup group) {
    // What is silent within the group for a reason of its own keeps that reason.
    int position = group.span().start();
    for (Omission inner : markup.omissions()) {
      if (inner.span().start() >= position && inner.span().end() <= group.span().end()) {
        addOmission(reason, position, inner.span().start());
        position = inner.span().end();
      }
    }
    addOmission(reason, position, group.span().end());
  }

  private void addOmission(Omission.Reason reason, int start, int end) {
    if (start < end) {
      omissions.add(new Omission(reason, new Span(start, end)));
    }
  }

  private int skipTitlePage(List<LineGroup> groups, Heading firstHeading) {
    int index = 0;
    while (index < firstHeading.group() && !groups.get(index).isProse()) {
      LineGroup group = groups.get(index);
      boolean opens =
          index > 0
              && index + 1 < firstHeading.group()
              && groups.get(index + 1).isProse()
              && isUnmarkedHeading(group);
      if (isEpigraph(group)) {
        addProse(group);
      } else if (opens) {
        addBlock(Block.Kind.HEADING, group.span());
        String title = HeadingLine.tidyTitle(group.joined());
        contents.add(new ContentsEntry(title, firstHeading.line().level(), group.span().start()));
      } else {
        omit(Omission.Reason.TITLE_PAGE, group);
      }
      index++;
    }
    return index;
  }

  /** A title right above the first prose, though it does not look like the other headings. */
  private static boolean isUnmarkedHeading(LineGroup group) {
    String words = group.joined();
    return group.lines().size() == 1
        && HeadingLine.isTitle(words)
        && !BY_LINE.matcher(words).matches()
        && !IMPRINT.matcher(words).matches()
        && !words.matches("(?i)by|\\W*\\d{4}\\W*");
  }

  /** A dedication, a motto, or verse: it is no part of the title page though it stands there. */
  private static boolean isEpigraph(LineGroup group) {
    String words = group.joined();
    boolean sentence =
        words.matches("[\"“‘'_(]*\\p{Lu}.*\\p{Ll} .*[.!?][\"”’')_]*")
            && !HeadingLine.isTitle(words);
    boolean imprint = IMPRINT.matcher(words).matches();
    return !imprint
        && (sentence
            || DEDICATION.matcher(words).matches()
            || (group.isVerse() && words.matches(".*\\p{Ll}.*[,;.!?].*")));
  }

  private String guessTitle(List<LineGroup> groups, List<Heading> headings) {
    if (groups.isEmpty()) {
      return ManuscriptReader.titleOf(fileName);
    }
    LineGroup first = groups.get(0);
    boolean isHeading = !headings.isEmpty() && headings.get(0).group() == 0;
    boolean isTitle =
        !isHeading
            && groups.size() > 1
            && first.lines().size() <= LONGEST_TITLE_LINES
            && !first.isSectionBreak()
            && !first.joined().endsWith(".")
            && HeadingLine.isTitle(first.joined());
    return isTitle ? HeadingLine.tidyTitle(first.line(0)) : ManuscriptReader.titleOf(fileName);
  }

  private static String guessAuthor(List<LineGroup> groups) {
    for (LineGroup group : groups.subList(0, Math.min(groups.size(), 3))) {
      int lines = group.isProse() ? 0 : group.lines().size();
      for (int i = 0; i < lines; i++) {
        Matcher by = BY_LINE.matcher(group.line(i));
        if (by.matches() && HeadingLine.isTitle(by.group(1))) {
          return HeadingLine.tidyTitle(by.group(1));
        }
      }
    }
    return "";
  }

  /** Adds a heading with its title, which may be on the next line or in the next group. */
  private int addHeading(List<LineGroup> groups, Heading heading) {
    LineGroup group = groups.get(heading.group());
    int next = heading.group() + 1;
    HeadingLine line = heading.line();
    Span span = group.slice(0, heading.lines()).span();
    addBlock(Block.Kind.HEADING, span);
    if (line.isLetter()) {
      letters.add(new SpokenAs(span, line.title()));
    }
    String title = line.title();
    if (heading.lines() > 1 && !line.label().isEmpty()) {
      title = (title + " " + group.slice(1, heading.lines()).joined()).strip();
    } else if (heading.titleLines() > 0) {
      LineGroup titleLines = group.slice(1, 1 + heading.titleLines());
      addBlock(Block.Kind.HEADING, titleLines.span());
      title = titleLines.joined();
    } else if (title.isEmpty() && group.lines().size() == 1 && isTitleOfHeading(groups, next)) {
      addBlock(Block.Kind.HEADING, groups.get(next).span());
      title = groups.get(next).joined();
      next++;
    }
    if (heading.inContents()) {
      contents.add(new ContentsEntry(entry(line, title), line.level(), group.span().start()));
    }
    int used = heading.lines() + heading.titleLines();
    if (used < group.lines().size()) {
      addProse(group.from(used));
    }
    return next;
  }

  private static boolean isTitleOfHeading(List<LineGroup> groups, int index) {
    if (index + 1 >= groups.size()) {
      return false;
    }
    LineGroup group = groups.get(index);
    String joined = group.joined();
    return group.lines().size() <= LONGEST_TITLE_LINES
        && !group.isSectionBreak()
        && !joined.matches(".*[,;:]|[\"“‘'].*[^\"”’']")
        && !(joined.endsWith(".") && !joined.equals(joined.toUpperCase(Locale.ROOT)))
        && HeadingLine.isTitle(joined)
        && HeadingLine.parse(group.line(0)).filter(HeadingLine::isNumbered).isEmpty();
  }

  private static String entry(HeadingLine line, String title) {
    String tidy = HeadingLine.tidyTitle(title);
    if (line.label().isEmpty()) {
      return tidy;
    }
    return tidy.isEmpty() ? line.tidyLabel() : line.tidyLabel() + ". " + tidy;
  }

  private void addProse(LineGroup group) {
    if (group.isSectionBreak()) {
      addBlock(Block.Kind.SECTION_BREAK, group.span());
    } else if (group.isVerse()) {
      addBlock(Block.Kind.VERSE, group.span());
    } else {
      for (LineGroup paragraph : group.paragraphs()) {
        addBlock(Block.Kind.PARAGRAPH, paragraph.span());
      }
    }
  }

  private void addBlock(Block.Kind kind, Span span) {
    List<Span> silent = new ArrayList<>();
    List<Span> all = markup.silent();
    while (firstSilence < all.size() && all.get(firstSilence).end() <= span.start()) {
      firstSilence++;
    }
    for (int i = firstSilence; i < all.size() && all.get(i).start() < span.end(); i++) {
      silent.add(all.get(i));
    }
    if (kind == Block.Kind.VERSE) {
      for (Span number : VerseLines.of(markup.masked(), span).numbers(1)) {
        omissions.add(new Omission(Omission.Reason.LINE_NUMBER, number));
        silent.add(number);
      }
      silent.sort(Comparator.comparingInt(Span::start));
    }
    blocks.add(new Block(kind, span, silent));
  }
}
