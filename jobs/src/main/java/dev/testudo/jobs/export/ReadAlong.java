// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.library.LibraryException;
import dev.testudo.segmentation.EpubSentences;
import dev.testudo.segmentation.EpubSentences.Mark;
import dev.testudo.segmentation.EpubSentences.Marked;
import dev.testudo.segmentation.Span;
import dev.testudo.synthesis.audio.BookTags;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * The EPUB that a book was rendered from, with its sound. Sentences get ids, and overlays, audio
 * and one style sheet are added; whatever else is in it stays as it is.
 */
final class ReadAlong {
  static final String ACTIVE_CLASS = "-epub-media-overlay-active";
  static final String ACTIVE_STYLE =
      "." + ACTIVE_CLASS + " { background-color: #ffe9a8; color: #1c1a15; }\n";

  private static final String FOLDER = "testudo/";
  private static final Pattern END_OF_HEAD = Pattern.compile("</(\\w+:)?head\\s*>");

  private final Handover book;
  private final byte[] original;
  private final EpubSentences sentences;
  private final String packagePath;
  private final String folder;
  private final Map<String, Smil> overlays = new LinkedHashMap<>();

  private ReadAlong(Handover book, String name, byte[] original) {
    this.book = book;
    this.original = original;
    this.sentences = EpubSentences.open(name, original);
    this.packagePath = sentences.packagePath();
    this.folder = packagePath.substring(0, packagePath.lastIndexOf('/') + 1) + FOLDER;
  }

  /** {@return what a package says of its overlays} */
  static String overlayMetadata(double seconds, BookTags tags) {
    String narrator =
        tags.narrator().isEmpty()
            ? ""
            : "<meta property=\"media:narrator\">" + Markup.escaped(tags.narrator()) + "</meta>\n";
    return "<meta property=\"media:duration\">%s</meta>\n<meta property=\"media:active-class\">%s</meta>\n%s"
        .formatted(Markup.clock(seconds), ACTIVE_CLASS, narrator);
  }

  /**
   * {@return whether an EPUB can hold sound beside its text, which EPUB 2 cannot}
   *
   * @param name for messages
   */
  static boolean isPossible(String name, byte[] epub) {
    return EpubSentences.open(name, epub).version().startsWith("3");
  }

  static void write(Path file, Handover book, String name, byte[] original) throws IOException {
    new ReadAlong(book, name, original).write(file);
  }

  /** A sentence and the chapter that it is heard in. */
  private record Heard(int index, TimedChapter chapter, TimedSentence sentence) {
    double startSeconds() {
      return chapter.seconds(sentence.startSample());
    }

    /** {@return when an offset of the manuscript is heard} */
    double at(int offset) {
      return chapter.seconds(sentence.sampleAt(sentence.source().indexOf(offset)));
    }
  }

  private void write(Path file) throws IOException {
    List<Heard> heard = heard();
    Marked marked =
        sentences.mark(
            heard.stream()
                .map(h -> h.sentence().source())
                .map(source -> new Span(source.start(), source.end()))
                .toList());
    addClips(heard, marked.marks());
    try (EpubZip zip = new EpubZip(file, "application/epub+zip");
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(original), UTF_8)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String path = entry.getName();
        if (entry.isDirectory() || path.equals("mimetype")) {
          continue;
        }
        byte[] content = in.readAllBytes();
        if (path.equals(packagePath)) {
          content = encoded(packageDocument(decoded(content)), content);
        } else if (marked.files().containsKey(path)) {
          content = encoded(styled(path, marked.files().get(path)), content);
        }
        zip.add(path, content);
      }
      for (Map.Entry<String, Smil> overlay : overlays.entrySet()) {
        zip.add(folder + overlayName(overlay.getKey()), overlay.getValue().text());
      }
      zip.add(folder + "read-along.css", ACTIVE_STYLE);
      for (int i = 0; i < book.audio().size(); i++) {
        if (isHeard(i)) {
          zip.addSound(folder + book.audioName(i), book.audio().get(i));
        }
      }
    }
  }

  private boolean isHeard(int chapter) {
    return !book.chapters().get(chapter).heard().isEmpty();
  }

  private List<Heard> heard() {
    List<Heard> heard = new ArrayList<>();
    for (int c = 0; c < book.chapters().size(); c++) {
      TimedChapter chapter = book.chapters().get(c);
      for (TimedSentence sentence : chapter.heard()) {
        heard.add(new Heard(c, chapter, sentence));
      }
    }
    return heard;
  }

  /** A pause belongs to what comes before it, so that players need not jump over it. */
  private void addClips(List<Heard> heard, List<Mark> marks) {
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      Heard here = heard.get(mark.sentence());
      double end = here.chapter().seconds();
      if (i + 1 < marks.size()) {
        Mark next = marks.get(i + 1);
        Heard there = heard.get(next.sentence());
        if (there.index() == here.index()) {
          end = startOf(next, there, marks, i + 1);
        }
      }
      overlays
          .computeIfAbsent(
              mark.path(), path -> new Smil(relative(folder + overlayName(path), path)))
          .add(mark.id(), book.audioName(here.index()), startOf(mark, here, marks, i), end);
    }
  }

  private static double startOf(Mark mark, Heard heard, List<Mark> marks, int index) {
    boolean first = index == 0 || marks.get(index - 1).sentence() != mark.sentence();
    return first ? heard.startSeconds() : heard.at(mark.span().start());
  }

  private static String overlayName(String path) {
    return path.replaceAll("[^A-Za-z0-9]+", "-") + ".smil";
  }

  /** {@return the page with the style of the sentence that sounds} */
  private String styled(String path, String page) {
    Matcher head = END_OF_HEAD.matcher(page);
    if (!head.find()) {
      return page;
    }
    String prefix = head.group(1) == null ? "" : head.group(1);
    return page.substring(0, head.start())
        + "<%slink rel=\"stylesheet\" type=\"text/css\" href=\"%s\"/>"
            .formatted(prefix, relative(path, folder + "read-along.css"))
        + page.substring(head.start());
  }

  private String packageDocument(String source) {
    Document document = Jsoup.parse(source, "", Parser.xmlParser().setTrackPosition(true));
    String root = document.child(0).tagName();
    String prefix = root.substring(0, root.indexOf(':') + 1);
    Map<Integer, String> insertions = new TreeMap<>();
    double total = 0;
    StringBuilder items = new StringBuilder();
    StringBuilder durations = new StringBuilder();
    int number = 0;
    for (Element item : document.getElementsByTag(prefix + "item")) {
      if (item.hasAttr("media-overlay")) {
        throw new LibraryException(
            "Cannot add sound to the EPUB of %s: it has media overlays already; export --format web"
                .formatted(book.book()));
      }
      String path = EpubSentences.resolve(packagePath, item.attr("href"));
      Smil overlay = overlays.get(path);
      if (overlay != null) {
        String id = "testudo-overlay-" + ++number;
        int end = item.sourceRange().endPos();
        insertions.put(
            source.charAt(end - 2) == '/' ? end - 2 : end - 1, " media-overlay=\"" + id + "\"");
        items.append(item(prefix, id, overlayName(path), "application/smil+xml"));
        durations.append(
            "<meta property=\"media:duration\" refines=\"#%s\">%s</meta>\n"
                .formatted(id, Markup.clock(overlay.seconds())));
        total += overlay.seconds();
      }
    }
    for (int i = 0; i < book.audio().size(); i++) {
      if (isHeard(i)) {
        items.append(
            item(prefix, "testudo-audio-" + (i + 1), book.audioName(i), book.codec().mediaType()));
      }
    }
    items.append(item(prefix, "testudo-style", "read-along.css", "text/css"));
    String metas =
        (durations + overlayMetadata(total, book.tags()))
            .replace("<meta", "<" + prefix + "meta")
            .replace("</meta", "</" + prefix + "meta");
    insertions.put(
        document.getElementsByTag(prefix + "metadata").get(0).endSourceRange().startPos(), metas);
    insertions.put(
        document.getElementsByTag(prefix + "manifest").get(0).endSourceRange().startPos(),
        items.toString());
    return withTime(document, prefix, source, insertions);
  }

  /** The time of the last change must change with the package. */
  private String withTime(
      Document document, String prefix, String source, Map<Integer, String> insertions) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    Map<Integer, Integer> skips = new TreeMap<>();
    for (Element meta : document.getElementsByTag(prefix + "meta")) {
      if (meta.attr("property").equals("dcterms:modified")) {
        int from = meta.sourceRange().endPos();
        skips.put(from, meta.endSourceRange().startPos());
        insertions.put(from, book.published().truncatedTo(ChronoUnit.SECONDS).toString());
      }
    }
    for (Map.Entry<Integer, String> insertion : insertions.entrySet()) {
      out.append(source, at, insertion.getKey()).append(insertion.getValue());
      at = skips.getOrDefault(insertion.getKey(), insertion.getKey());
    }
    return out.append(source, at, source.length()).toString();
  }

  private static String item(String prefix, String id, String href, String type) {
    return "<%sitem id=\"%s\" href=\"%s\" media-type=\"%s\"/>\n"
        .formatted(prefix, id, FOLDER + href, type);
  }

  /** {@return a reference from one file of the archive to another} */
  private static String relative(String from, String to) {
    Path folder = Path.of("/" + from).getParent();
    String path = folder.relativize(Path.of("/" + to)).toString().replace('\\', '/');
    try {
      return new URI(null, null, path, null).getRawPath();
    } catch (URISyntaxException e) {
      return path;
    }
  }

  private static boolean isUtf16(byte[] content) {
    return content.length > 1
        && ((content[0] == (byte) 0xFE && content[1] == (byte) 0xFF)
            || (content[0] == (byte) 0xFF && content[1] == (byte) 0xFE));
  }

  private static String decoded(byte[] content) {
    Charset charset = isUtf16(content) ? UTF_16 : UTF_8;
    String text = new String(content, charset);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static byte[] encoded(String text, byte[] before) {
    return text.getBytes(isUtf16(before) ? UTF_16 : UTF_8);
  }
}
