// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.ExportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** A book as a podcast: each chapter is an episode, in a feed that is served from one address. */
final class PodcastFeed {
  private static final String FEED = "feed.xml";

  private PodcastFeed() {}

  /**
   * Writes the folder to be served.
   *
   * @param baseUrl its address, ending in a slash
   */
  static void write(Path folder, Handover book, String baseUrl) throws IOException {
    for (int i = 0; i < book.audio().size(); i++) {
      Files.copy(book.audio().get(i), folder.resolve(book.audioName(i)));
    }
    if (book.cover().isPresent()) {
      Files.write(folder.resolve("cover." + book.coverEnding()), book.cover().get().bytes());
    }
    Files.writeString(folder.resolve(FEED), feed(book, baseUrl));
  }

  private static String feed(Handover book, String baseUrl) throws IOException {
    BookTags tags = book.tags();
    StringBuilder out =
        new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
            <channel>
            """);
    String description =
        tags.description().isEmpty() ? tags.title() + ". " + tags.comment() : tags.description();
    element(out, "title", tags.title());
    element(out, "link", baseUrl);
    element(out, "description", description);
    element(out, "language", book.language());
    element(out, "generator", "Testudo");
    element(out, "lastBuildDate", date(book.published()));
    out.append(
        "<atom:link href=\"%s\" rel=\"self\" type=\"application/rss+xml\"/>\n"
            .formatted(Markup.escaped(baseUrl + FEED)));
    element(out, "itunes:author", tags.author());
    element(out, "itunes:type", "serial");
    element(out, "itunes:explicit", "false");
    out.append(
        "<itunes:category text=\"Arts\"><itunes:category text=\"Books\"/></itunes:category>\n");
    if (book.cover().isPresent()) {
      String cover = Markup.escaped(baseUrl + "cover." + book.coverEnding());
      out.append("<itunes:image href=\"%s\"/>\n".formatted(cover));
    }
    for (int i = 0; i < book.audio().size(); i++) {
      episode(out, book, i, baseUrl);
    }
    return out.append("</channel>\n</rss>\n").toString();
  }

  private static void episode(StringBuilder out, Handover book, int index, String baseUrl)
      throws IOException {
    String url = baseUrl + book.audioName(index);
    String title = book.chapters().get(index).title();
    int after = book.audio().size() - 1 - index;
    out.append("<item>\n");
    element(out, "title", title.isBlank() ? "Chapter " + (index + 1) : title);
    out.append(
        "<enclosure url=\"%s\" length=\"%d\" type=\"%s\"/>\n"
            .formatted(Markup.escaped(url), Files.size(book.audio().get(index)), type(book)));
    out.append(
        "<guid isPermaLink=\"false\">%s</guid>\n"
            .formatted(Markup.escaped(book.book() + "/" + Handover.name(index))));
    // Players sort by date: a minute between chapters, the last one at the time of publishing.
    element(out, "pubDate", date(book.published().minus(after, ChronoUnit.MINUTES)));
    element(out, "description", book.tags().title() + ", " + (title.isBlank() ? "chapter" : title));
    element(
        out, "itunes:duration", Long.toString(Math.round(book.chapters().get(index).seconds())));
    element(out, "itunes:episode", Integer.toString(index + 1));
    element(out, "itunes:episodeType", "full");
    element(out, "itunes:explicit", "false");
    out.append("</item>\n");
  }

  /** Podcast directories know AAC by a name of their own. */
  private static String type(Handover book) {
    return book.codec() == ExportFormat.M4A ? "audio/x-m4a" : book.codec().mediaType();
  }

  private static String date(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  private static void element(StringBuilder out, String name, String text) {
    if (!text.isBlank()) {
      out.append("<%s>%s</%s>\n".formatted(name, Markup.escaped(text), name));
    }
  }
}
