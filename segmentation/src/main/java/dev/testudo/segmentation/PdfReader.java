// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Reads the text layer of a PDF: lines to paragraphs, headings by the size of their letters,
 * without what repeats at the top and the bottom of pages.
 */
final class PdfReader {
  private static final double HEADING_SIZE = 1.15;
  private static final int LONGEST_HEADING = 120;
  private static final int MIN_REPEATS = 3;
  private static final double GAP = 1.6;

  /** A line of a page; y is from the top. */
  private record Line(int page, String text, double size, double x, double y, double endX) {}

  private PdfReader() {}

  static Manuscript read(String fileName, byte[] content) {
    try (PDDocument pdf = Loader.loadPDF(content)) {
      List<Line> lines = new ArrayList<>();
      Stripper stripper = new Stripper(lines);
      stripper.getText(pdf);
      if (lines.isEmpty()) {
        throw new ManuscriptException(
            "Cannot read %s: the PDF has no text, only pictures of pages; recognize its text (OCR) first"
                .formatted(fileName));
      }
      PageBuilder page = new PageBuilder();
      Optional.ofNullable(pdf.getDocumentInformation().getTitle()).ifPresent(page::title);
      Optional.ofNullable(pdf.getDocumentInformation().getAuthor()).ifPresent(page::author);
      Optional.ofNullable(pdf.getDocumentInformation().getSubject())
          .ifPresent(subject -> page.detail("description", subject));
      Optional.ofNullable(pdf.getDocumentCatalog().getLanguage()).ifPresent(page::language);
      build(lines, page);
      return HtmlReader.read(fileName, page.page());
    } catch (InvalidPasswordException e) {
      throw new ManuscriptException(
          "Cannot read %s: the PDF is encrypted; give an edition without copy protection"
              .formatted(fileName),
          e);
    } catch (IOException e) {
      throw new ManuscriptException(
          "Cannot read %s: the PDF is damaged (%s); download it again"
              .formatted(fileName, e.getMessage()),
          e);
    }
  }

  private static void build(List<Line> lines, PageBuilder page) {
    double body = bodySize(lines);
    Set<Line> frame = frame(lines);
    BrokenWords words = BrokenWords.of(String.join("\n", lines.stream().map(Line::text).toList()));
    List<Line> paragraph = new ArrayList<>();
    for (Line line : lines) {
      if (frame.contains(line)) {
        page.open("p").attribute("class", "pagenum").attribute("epub:type", "pagebreak");
        page.text(line.text());
        page.close();
      } else {
        if (!paragraph.isEmpty() && isNew(paragraph, line)) {
          flush(paragraph, body, words, page);
        }
        paragraph.add(line);
      }
    }
    flush(paragraph, body, words, page);
  }

  /** The size of most letters. */
  private static double bodySize(List<Line> lines) {
    Map<Double, Integer> letters = new HashMap<>();
    lines.forEach(line -> letters.merge(line.size(), line.text().length(), Integer::sum));
    return letters.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(1.0);
  }

  /** First and last lines of pages that repeat but for their numbers, or are numbers. */
  private static Set<Line> frame(List<Line> lines) {
    Map<Integer, List<Line>> pages = new HashMap<>();
    lines.forEach(line -> pages.computeIfAbsent(line.page(), p -> new ArrayList<>()).add(line));
    Map<String, Integer> counts = new HashMap<>();
    List<Line> edges = new ArrayList<>();
    for (List<Line> page : pages.values()) {
      Line top = page.stream().min(Comparator.comparingDouble(Line::y)).orElseThrow();
      Line bottom = page.stream().max(Comparator.comparingDouble(Line::y)).orElseThrow();
      for (Line edge : new LinkedHashSet<>(List.of(top, bottom))) {
        edges.add(edge);
        counts.merge(key(edge), 1, Integer::sum);
      }
    }
    Set<Line> frame = new HashSet<>();
    for (Line edge : edges) {
      boolean number = edge.text().strip().matches("\\W*(?:\\d{1,4}|[ivxlc]{1,7})\\W*");
      if (counts.get(key(edge)) >= MIN_REPEATS || (number && pages.size() > 1)) {
        frame.add(edge);
      }
    }
    return frame;
  }

  private static String key(Line line) {
    return line.text().replaceAll("[\\d\\s]+", " ").strip() + "/" + Math.round(line.y() / 4);
  }

  private static boolean isNew(List<Line> paragraph, Line line) {
    Line last = paragraph.get(paragraph.size() - 1);
    double left = paragraph.stream().mapToDouble(Line::x).min().orElse(line.x());
    boolean ends = last.text().matches(".*[.!?:][\"”’)]*\\s*");
    if (Math.abs(line.size() - last.size()) > 0.5) {
      return true;
    }
    if (line.page() != last.page() || line.y() < last.y()) {
      return ends && !Character.isLowerCase(line.text().strip().charAt(0));
    }
    boolean gap = line.y() - last.y() > GAP * line.size();
    boolean indented = line.x() > left + line.size() * 0.8 && last.x() <= left + 1;
    boolean shortLine = ends && last.endX() < line.endX() - 4 * line.size();
    return gap || (indented && ends) || shortLine;
  }

  private static void flush(
      List<Line> paragraph, double body, BrokenWords words, PageBuilder page) {
    if (paragraph.isEmpty()) {
      return;
    }
    String text = words.unbroken(String.join("\n", paragraph.stream().map(Line::text).toList()));
    double size = paragraph.get(0).size();
    boolean heading = size >= body * HEADING_SIZE && text.length() <= LONGEST_HEADING;
    page.add(heading ? "h" + (size >= body * 1.6 ? 1 : 2) : "p", text);
    paragraph.clear();
  }

  /** Collects lines with their sizes and places. */
  private static final class Stripper extends PDFTextStripper {
    private final List<Line> lines;
    private final StringBuilder text = new StringBuilder();
    private Optional<TextPosition> first = Optional.empty();
    private Optional<TextPosition> last = Optional.empty();

    Stripper(List<Line> lines) throws IOException {
      this.lines = lines;
    }

    @Override
    protected void writeString(String words, List<TextPosition> positions) {
      text.append(words);
      if (!positions.isEmpty()) {
        first = first.or(() -> Optional.of(positions.get(0)));
        last = Optional.of(positions.get(positions.size() - 1));
      }
    }

    @Override
    protected void writeWordSeparator() {
      text.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
      endLine();
    }

    @Override
    protected void endPage(org.apache.pdfbox.pdmodel.PDPage page) {
      endLine();
    }

    private void endLine() {
      if (!text.toString().isBlank() && first.isPresent() && last.isPresent()) {
        TextPosition start = first.get();
        double size = Math.round(start.getHeightDir() * 20) / 10.0;
        double points = Math.max(start.getFontSizeInPt(), size / 2);
        double endX = last.get().getXDirAdj() + last.get().getWidthDirAdj();
        lines.add(
            new Line(
                getCurrentPageNo(),
                text.toString(),
                points,
                start.getXDirAdj(),
                start.getYDirAdj(),
                endX));
      }
      text.setLength(0);
      first = Optional.empty();
      last = Optional.empty();
    }
  }
}
