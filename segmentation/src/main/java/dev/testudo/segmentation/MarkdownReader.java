// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Reads Markdown: headings are chapters, markup is silent, code, tables and footnotes are left out.
 * {@code [word](/respelling/)} says how a word sounds, {@code [pause 800ms]} is a pause, {@code
 * [voice: NAME]...[/voice]} is read in another voice.
 */
final class MarkdownReader {
  private static final Pattern TABLE_RULE =
      Pattern.compile(
          "(?m)^[ \\t>]*(?:\\|?[ \\t]*:?-+:?[ \\t]*(?:\\|[ \\t]*:?-+:?[ \\t]*)+\\|?|\\|[ \\t]*:?-+:?[ \\t]*\\|)[ \\t]*$");

  private static final Pattern NOTE_TEXT = Pattern.compile("\\[\\^[^\\]\\s]{1,60}\\]:");
  private static final Pattern NOTE_MARK = Pattern.compile("\\[\\^[^\\]\\s]{1,60}\\]");
  private static final Pattern CHECKBOX = Pattern.compile("\\[[ xX]\\](?=\\s)");
  private static final Pattern PRONUNCIATION = Pattern.compile("/([^/]{1,100})/");
  private static final Pattern ENTITY = Pattern.compile("&#?\\w{1,32};");

  private final String fileName;
  private final String text;
  private final List<String> warnings;
  private final List<Block> blocks = new ArrayList<>();
  private final List<ContentsEntry> contents = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();
  private final List<SpokenAs> spokenAs = new ArrayList<>();

  private MarkdownReader(String fileName, String text, List<String> warnings) {
    this.fileName = fileName;
    this.text = text;
    this.warnings = warnings;
  }

  static Manuscript read(String fileName, String text, List<String> warnings) {
    return new MarkdownReader(fileName, text, warnings).read();
  }

  private Manuscript read() {
    FrontMatter matter = FrontMatter.find(text);
    if (matter.end() > 0) {
      omissions.add(new Omission(Omission.Reason.FRONT_MATTER, new Span(0, matter.end())));
    }
    Parser parser =
        Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES).build();
    parser.parse(text.substring(matter.end())).accept(new Walk(matter.end()));
    if (blocks.isEmpty()) {
      throw new ManuscriptException(
          "Cannot read %s: it has no paragraph to read".formatted(fileName));
    }
    omissions.sort(Comparator.comparingInt(omission -> omission.span().start()));
    return new Manuscript(
        matter.title().isEmpty() ? title() : matter.title(),
        matter.author(),
        matter.language().isEmpty() ? "en" : matter.language(),
        text,
        blocks,
        contents,
        omissions,
        warnings,
        Optional.empty(),
        Lexicon.EMPTY,
        spokenAs,
        List.of(),
        matter.details(),
        VoiceMarks.find(fileName, text, omissions));
  }

  private String title() {
    boolean first = !contents.isEmpty() && contents.get(0).offset() == blocks.get(0).span().start();
    return first && contents.get(0).level() == 1
        ? contents.get(0).title()
        : ManuscriptReader.titleOf(fileName);
  }

  /** Turns the tree into blocks: what no text node covers is markup, and so silent. */
  private final class Walk extends AbstractVisitor {
    private final int offset;
    private List<Span> spoken = new ArrayList<>();

    Walk(int offset) {
      this.offset = offset;
    }

    @Override
    public void visit(org.commonmark.node.Heading heading) {
      visitChildren(heading);
      Span span = span(heading);
      silenceVoiceMarks(span);
      addBlock(Block.Kind.HEADING, span)
          .ifPresent(
              block ->
                  contents.add(
                      new ContentsEntry(
                          block.readable(text).text(), heading.getLevel(), span.start())));
    }

    @Override
    public void visit(Paragraph paragraph) {
      Span span = span(paragraph);
      if (TABLE_RULE.matcher(span.of(text)).find()) {
        omissions.add(new Omission(Omission.Reason.TABLE, span));
        return;
      }
      if (NOTE_TEXT.matcher(text).region(span.start(), span.end()).lookingAt()) {
        omissions.add(new Omission(Omission.Reason.FOOTNOTE, span));
        return;
      }
      visitChildren(paragraph);
      leaveOut(NOTE_MARK, Omission.Reason.NOTE_MARKER, span);
      silenceVoiceMarks(span);
      Matcher box = CHECKBOX.matcher(text).region(span.start(), span.end());
      if (paragraph.getParent() instanceof org.commonmark.node.ListItem && box.lookingAt()) {
        leaveOut(new Span(box.start(), box.end()), Omission.Reason.CHECKBOX);
      }
      addParts(isVerse(paragraph) ? Block.Kind.VERSE : Block.Kind.PARAGRAPH, span);
    }

    /** A pause ends a block; a long one is that of a new scene. */
    private void addParts(Block.Kind kind, Span span) {
      Matcher pause = SpeechMarks.pause(text).region(span.start(), span.end());
      int from = span.start();
      List<Span> words = spoken;
      while (pause.find()) {
        Span mark = new Span(pause.start(), pause.end());
        if (from < mark.start()) {
          spoken = within(words, from, mark.start());
          addBlock(kind, new Span(from, mark.start()));
        }
        omissions.add(new Omission(Omission.Reason.HTML, mark));
        if (SpeechMarks.isScenePause(pause.group(1), pause.group(2))) {
          blocks.add(new Block(Block.Kind.SECTION_BREAK, mark, List.of()));
        }
        from = mark.end();
      }
      if (from < span.end()) {
        spoken = within(words, from, span.end());
        addBlock(kind, new Span(from, span.end()));
      }
      spoken = new ArrayList<>();
    }

    private static List<Span> within(List<Span> words, int from, int to) {
      List<Span> inside = new ArrayList<>();
      for (Span word : words) {
        int start = Math.max(from, word.start());
        int end = Math.min(to, word.end());
        if (start < end) {
          inside.add(new Span(start, end));
        }
      }
      return inside;
    }

    private void silenceVoiceMarks(Span span) {
      Matcher mark = SpeechMarks.VOICE_MARK.matcher(text).region(span.start(), span.end());
      while (mark.find()) {
        List<Span> after = within(spoken, mark.end(), text.length());
        spoken = within(spoken, 0, mark.start());
        spoken.addAll(after);
      }
    }

    private void leaveOut(Pattern pattern, Omission.Reason reason, Span span) {
      Matcher found = pattern.matcher(text).region(span.start(), span.end());
      while (found.find()) {
        leaveOut(new Span(found.start(), found.end()), reason);
      }
    }

    private void leaveOut(Span part, Omission.Reason reason) {
      List<Span> before = within(spoken, 0, part.start());
      List<Span> after = within(spoken, part.end(), text.length());
      if (before.size() + after.size() < spoken.size()
          || !before.equals(within(spoken, 0, part.end()))) {
        omissions.add(new Omission(reason, part));
      }
      spoken = before;
      spoken.addAll(after);
    }

    // Lines that all end with a hard break are a poem's.
    private boolean isVerse(Paragraph paragraph) {
      int hard = 0;
      int soft = 0;
      for (Node node = paragraph.getFirstChild(); node != null; node = node.getNext()) {
        hard += node instanceof HardLineBreak ? 1 : 0;
        soft += node instanceof org.commonmark.node.SoftLineBreak ? 1 : 0;
      }
      return hard > 0 && soft == 0;
    }

    @Override
    public void visit(ThematicBreak rule) {
      blocks.add(new Block(Block.Kind.SECTION_BREAK, span(rule), List.of()));
    }

    /** Backslashes of escapes are markup; entities other than of blanks are listed. */
    @Override
    public void visit(Text words) {
      String literal = words.getLiteral();
      Span span = span(words);
      Matcher entity = ENTITY.matcher(text);
      int said = 0;
      for (int at = span.start(); at < span.end() && said < literal.length(); said++) {
        boolean same = text.charAt(at) == literal.charAt(said);
        boolean isEntity = entity.region(at, span.end()).lookingAt();
        if (isEntity && !literal.startsWith(entity.group(), said)) {
          sayEntity(literal.charAt(said), new Span(at, entity.end()));
          at = entity.end();
        } else {
          at += same ? 0 : 1;
          spoken.add(new Span(at, at + 1));
          at++;
        }
      }
    }

    private void sayEntity(char meant, Span span) {
      if (meant == '&') {
        spoken.add(new Span(span.start(), span.start() + 1));
      } else if (!Character.isSpaceChar(meant)) {
        omissions.add(new Omission(Omission.Reason.HTML, span));
      }
    }

    @Override
    public void visit(Code code) {
      Span span = span(code);
      int start = text.indexOf(code.getLiteral(), span.start());
      boolean found = start >= 0 && start < span.end();
      spoken.add(found ? new Span(start, start + code.getLiteral().length()) : span);
    }

    @Override
    public void visit(Image image) {
      omissions.add(new Omission(Omission.Reason.ILLUSTRATION, span(image)));
    }

    @Override
    public void visit(org.commonmark.node.Link link) {
      int first = spoken.size();
      visitChildren(link);
      Span span = span(link);
      Matcher sound = PRONUNCIATION.matcher(link.getDestination());
      if (sound.matches() && spoken.size() > first) {
        Span word = new Span(spoken.get(first).start(), spoken.get(spoken.size() - 1).end());
        SpeechMarks.respelling(sound.group(1))
            .ifPresent(said -> spokenAs.add(new SpokenAs(word, said)));
      }
      int end =
          spoken.isEmpty()
              ? span.start()
              : Math.max(span.start(), spoken.get(spoken.size() - 1).end());
      // An address in angle brackets is its own text.
      if (span.end() - end > 1) {
        omissions.add(new Omission(Omission.Reason.LINK_ADDRESS, new Span(end, span.end())));
      }
    }

    @Override
    public void visit(FencedCodeBlock code) {
      omissions.add(new Omission(Omission.Reason.CODE, span(code)));
    }

    @Override
    public void visit(IndentedCodeBlock code) {
      omissions.add(new Omission(Omission.Reason.CODE, span(code)));
    }

    @Override
    public void visit(HtmlBlock html) {
      omissions.add(new Omission(Omission.Reason.HTML, span(html)));
    }

    @Override
    public void visit(HtmlInline html) {
      omissions.add(new Omission(Omission.Reason.HTML, span(html)));
    }

    @Override
    public void visit(LinkReferenceDefinition definition) {
      if (!definition.getSourceSpans().isEmpty()) {
        boolean note = definition.getLabel().startsWith("^");
        omissions.add(
            new Omission(
                note ? Omission.Reason.FOOTNOTE : Omission.Reason.LINK_ADDRESS, span(definition)));
      }
    }

    private Span span(Node node) {
      List<SourceSpan> spans = node.getSourceSpans();
      SourceSpan first = spans.get(0);
      SourceSpan last = spans.get(spans.size() - 1);
      return new Span(
          offset + first.getInputIndex(), offset + last.getInputIndex() + last.getLength());
    }

    private Optional<Block> addBlock(Block.Kind kind, Span span) {
      List<Span> silent = silentWithin(span);
      spoken = new ArrayList<>();
      Block block = new Block(kind, span, silent);
      if (block.readable(text).text().chars().noneMatch(Character::isLetterOrDigit)) {
        return Optional.empty();
      }
      blocks.add(block);
      return Optional.of(block);
    }

    private List<Span> silentWithin(Span span) {
      List<Span> silent = new ArrayList<>();
      int position = span.start();
      for (Span words : spoken) {
        addSilence(position, words.start(), silent);
        position = Math.max(position, words.end());
      }
      addSilence(position, span.end(), silent);
      return silent;
    }

    // Line ends stay, so that they part words; the marks around them are silent.
    private void addSilence(int start, int end, List<Span> silent) {
      int from = start;
      for (int i = start; i <= end; i++) {
        if (i == end || text.charAt(i) == '\n') {
          if (from < i) {
            silent.add(new Span(from, i));
          }
          from = i + 1;
        }
      }
    }
  }
}
