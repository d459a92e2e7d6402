// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Reads what an EPUB's package document says of its book. */
final class EpubMetadata {
  private EpubMetadata() {}

  static BookDetails read(Document opf) {
    Optional<Element> collection =
        EpubPackage.named(opf, "meta").stream()
            .filter(meta -> meta.attr("property").equals("belongs-to-collection"))
            .filter(meta -> !EpubPackage.refinement(opf, meta, "collection-type").equals("set"))
            .findFirst();
    return new BookDetails(
        collection.map(element -> element.text().strip()).orElse(named(opf, "calibre:series")),
        collection
            .map(element -> EpubPackage.refinement(opf, element, "group-position"))
            .orElse(named(opf, "calibre:series_index").replaceFirst("\\.0+$", "")),
        narrator(opf),
        first(opf, "publisher", element -> true),
        first(opf, "date", element -> true),
        // Descriptions are often HTML, escaped.
        Jsoup.parse(first(opf, "description", element -> true)).text(),
        first(opf, "identifier", EpubMetadata::isIsbn).replaceFirst("(?i)^urn:isbn:", ""));
  }

  /** {@return who reads the book: a contributor with that role, or of its media overlays} */
  private static String narrator(Document opf) {
    String contributor =
        first(
            opf,
            "contributor",
            element ->
                element.attr("opf:role").equals("nrt")
                    || EpubPackage.refinement(opf, element, "role").equals("nrt"));
    return contributor.isEmpty()
        ? EpubPackage.named(opf, "meta").stream()
            .filter(meta -> meta.attr("property").equals("media:narrator"))
            .map(meta -> meta.text().strip())
            .findFirst()
            .orElse("")
        : contributor;
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
