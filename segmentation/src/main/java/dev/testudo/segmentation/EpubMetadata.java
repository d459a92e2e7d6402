package dev.testudo.segmentation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What an EPUB says of itself beyond title, author and language; each is empty if it does not.
 *
 * @param part number in the series
 */
public record EpubMetadata(
    String date, String publisher, String description, String series, String part, String isbn) {
  /** Of a book that says nothing. */
  public static final EpubMetadata NONE = new EpubMetadata("", "", "", "", "", "");

  /**
   * Reads the package document.
   *
   * @throws ManuscriptException in one sentence if the EPUB is damaged
   */
  public static EpubMetadata read(String fileName, byte[] epub) {
    EpubArchive archive = EpubArchive.open(fileName, epub);
    Document opf = EpubPackage.document(archive);
    Optional<Element> collection =
        EpubPackage.named(opf, "meta").stream()
            .filter(meta -> meta.attr("property").equals("belongs-to-collection"))
            .findFirst();
    return new EpubMetadata(
        first(opf, "date", element -> true),
        first(opf, "publisher", element -> true),
        // Descriptions are often HTML, escaped.
        Jsoup.parse(first(opf, "description", element -> true)).text(),
        collection.map(element -> element.text().strip()).orElse(named(opf, "calibre:series")),
        collection
            .map(element -> EpubPackage.refinement(opf, element, "group-position"))
            .orElse(named(opf, "calibre:series_index").replaceFirst("\\.0+$", "")),
        first(opf, "identifier", EpubMetadata::isIsbn).replaceFirst("(?i)^urn:isbn:", ""));
  }

  private static boolean isIsbn(Element identifier) {
    String digits = identifier.text().replaceAll("[^0-9Xx]", "");
    return identifier.text().toLowerCase(Locale.ROOT).startsWith("urn:isbn:")
        || identifier.attr("opf:scheme").equalsIgnoreCase("isbn")
        || (digits.length() == 13 && digits.startsWith("978"));
  }

  private static String first(Document opf, String name, Predicate<Element> which) {
    List<Element> elements = EpubPackage.named(opf, name);
    return elements.stream()
        .filter(element -> element.tagName().startsWith("dc:"))
        .filter(which)
        .map(element -> element.text().strip())
        .findFirst()
        .orElse("");
  }

  private static String named(Document opf, String name) {
    return EpubPackage.named(opf, "meta").stream()
        .filter(meta -> meta.attr("name").equals(name))
        .map(meta -> meta.attr("content").strip())
        .findFirst()
        .orElse("");
  }
}
