// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Turns chapter FLACs into audiobook files. Lossy coding raises peaks: a file that peaks above the
 * chapters is coded again from limited audio.
 */
public final class AudiobookExporter {
  private static final Logger LOG = LogManager.getLogger(AudiobookExporter.class);

  /** Seldom more than two are needed: limited audio has other peaks for the codec to raise. */
  private static final int MAX_CODINGS = 5;

  private static final double PEAK_TOLERANCE_DB = 0.1;
  private static final String ENCODED_BY = "encoded_by";
  private static final String PROGRAM = "Testudo";

  private final Audiobook book;
  private final ExportFormat format;
  private final String task;
  private final int rateHz;
  private final long[] starts;
  private final double ceilingDbtp;
  private final int kilobits;
  private final DoubleConsumer progress;

  private AudiobookExporter(
      Audiobook book, ExportFormat format, int kilobits, Path output, DoubleConsumer progress) {
    this.kilobits = kilobits;
    this.progress = progress;
    this.book = book;
    this.format = format;
    this.task = "export \"" + output + "\"";
    this.rateHz = FlacHeader.read(book.chapters().get(0).flac()).sampleRateHz();
    this.starts = chapterStarts();
    this.ceilingDbtp =
        format.isLossy()
            ? book.chapters().stream()
                .mapToDouble(chapter -> PeakMeter.truePeakDb(task, chapter.flac()))
                .max()
                .orElseThrow()
            : Double.POSITIVE_INFINITY;
  }

  /**
   * Writes one file with chapter marks; for {@link ExportFormat#MP3} and {@link ExportFormat#M4A} a
   * folder of one file per chapter instead, unless {@code output} ends as they do. Replaces files
   * of the same names and, in a folder, removes what an earlier export wrote under other names.
   * Leaves nothing behind on failure.
   *
   * @return the files written, in order
   * @throws AudioException if a chapter or the cover cannot be read, or the output not written
   */
  public static List<Path> export(Audiobook book, ExportFormat format, Path output) {
    return export(book, format, output, seconds -> {});
  }

  /**
   * Writes like {@link #export(Audiobook, ExportFormat, Path)}.
   *
   * @param progress hears the seconds of audio that are written by now; it may step back when a
   *     file is coded again
   */
  public static List<Path> export(
      Audiobook book, ExportFormat format, Path output, DoubleConsumer progress) {
    return export(book, format, format.kilobits(), output, progress);
  }

  /**
   * Writes like {@link #export(Audiobook, ExportFormat, Path)}.
   *
   * @param kilobits a second, of a lossy format
   * @param progress hears the seconds of audio that are written by now; it may step back when a
   *     file is coded again
   */
  public static List<Path> export(
      Audiobook book, ExportFormat format, int kilobits, Path output, DoubleConsumer progress) {
    book.cover().ifPresent(Cover::read);
    AudiobookExporter exporter = new AudiobookExporter(book, format, kilobits, output, progress);
    return format.isOneFile(output)
        ? List.of(exporter.writeBook(output))
        : exporter.writeFolder(output);
  }

  private Path writeBook(Path output) {
    Path part = output.resolveSibling(output.getFileName() + ".part");
    try (Scratch scratch = new Scratch(part)) {
      Path list = scratch.write(concatList(), ".concat");
      Path metadata = scratch.write(bookMetadata().text(), ".ffmetadata");
      encode(List.of("-f", "concat", "-safe", "0", "-i", Ffmpeg.argument(list)), metadata, part, 0);
      if (format == ExportFormat.M4B) {
        Mp4Tags.add(part, book.tags());
      }
      Files.move(part, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return output;
    } catch (IOException e) {
      throw new AudioException("Cannot " + task + ": " + e.getMessage(), e);
    }
  }

  private List<Path> writeFolder(Path folder) {
    List<Path> parts = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    try (Scratch scratch = new Scratch()) {
      Files.createDirectories(folder);
      for (int i = 0; i < book.chapters().size(); i++) {
        files.add(
            folder.resolve(
                ChapterNames.fileName(
                        folder, i, book.chapters().size(), book.chapters().get(i).title())
                    + "."
                    + format.extension()));
        parts.add(scratch.add(folder.resolve("." + (i + 1) + ".part")));
        Path metadata = scratch.write(chapterMetadata(i).text(), ".ffmetadata");
        Path flac = book.chapters().get(i).flac();
        encode(List.of("-i", Ffmpeg.argument(flac)), metadata, parts.get(i), starts[i]);
      }
      for (int i = 0; i < files.size(); i++) {
        Files.move(parts.get(i), files.get(i), StandardCopyOption.REPLACE_EXISTING);
      }
      removeOtherExports(folder, files);
      return files;
    } catch (IOException e) {
      throw new AudioException("Cannot " + task + ": " + e.getMessage(), e);
    }
  }

  /** An earlier export of the book, when chapters had other names or there were more of them. */
  private void removeOtherExports(Path folder, List<Path> files) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!files.contains(file)
            && name.matches("\\d{2,}( - .*)?\\." + format.extension())
            && isExport(file)) {
          Files.delete(file);
          LOG.info("Removed {}: it is of an earlier export", file);
        }
      }
    }
  }

  /** {@return whether the file says that it is an export; one that cannot be read is none} */
  private boolean isExport(Path file) {
    List<String> arguments = List.of("-i", Ffmpeg.argument(file), "-f", "ffmetadata", "-");
    try {
      String metadata = new String(Ffmpeg.run(task, arguments), StandardCharsets.UTF_8);
      return metadata.lines().anyMatch((ENCODED_BY + "=" + PROGRAM)::equals);
    } catch (AudioException e) {
      return false;
    }
  }

  private void encode(List<String> audio, Path metadata, Path output, long start) {
    encode(audio, metadata, output, start, "");
    double limitDbtp = ceilingDbtp;
    for (int codings = 1; format.isLossy() && codings < MAX_CODINGS; codings++) {
      double excessDb = PeakMeter.truePeakDb(task, output) - ceilingDbtp;
      if (excessDb <= PEAK_TOLERANCE_DB) {
        return;
      }
      limitDbtp -= excessDb;
      encode(audio, metadata, output, start, Limiter.filter(limitDbtp, rateHz));
    }
  }

  private void encode(List<String> audio, Path metadata, Path output, long start, String limiter) {
    List<String> arguments = new ArrayList<>(Ffmpeg.STRICT);
    arguments.addAll(audio);
    arguments.addAll(List.of("-f", "ffmetadata", "-i", Ffmpeg.argument(metadata)));
    boolean attachesCover = format.hasCover() && book.cover().isPresent() && !format.coverInTags();
    book.cover()
        .filter(cover -> attachesCover)
        .ifPresent(cover -> arguments.addAll(List.of("-i", Ffmpeg.argument(cover))));
    arguments.addAll(List.of("-map", "0:a:0", "-map_metadata", "1", "-map_chapters", "1"));
    if (attachesCover) {
      arguments.addAll(
          List.of("-map", "2:v:0", "-c:v", "copy", "-disposition:v:0", "attached_pic"));
      // ID3 and FLAC take the kind of a picture from here.
      arguments.addAll(List.of("-metadata:s:v:0", "comment=Cover (front)"));
    }
    String language = iso639(book.tags().language());
    if (!language.isEmpty()) {
      arguments.addAll(List.of("-metadata:s:a:0", "language=" + language));
    }
    arguments.addAll(filters(limiter));
    arguments.addAll(format.arguments(kilobits));
    arguments.add(Ffmpeg.argument(output));
    Ffmpeg.run(task, arguments, seconds -> progress.accept((double) start / rateHz + seconds));
  }

  private List<String> filters(String limiter) {
    List<String> filters = new ArrayList<>();
    if (!limiter.isEmpty()) {
      filters.add(limiter);
    }
    int outputRateHz = format.sampleRateHz() == 0 ? rateHz : format.sampleRateHz();
    if (!limiter.isEmpty() || outputRateHz != rateHz) {
      filters.add(Ffmpeg.resample(outputRateHz));
    }
    return filters.isEmpty() ? List.of() : List.of("-af", String.join(",", filters));
  }

  /** FFmpeg's concat script: single quotes protect everything but themselves. */
  private String concatList() {
    return book.chapters().stream()
        .map(chapter -> Ffmpeg.argument(chapter.flac()).replace("'", "'\\''"))
        .collect(Collectors.joining("'\nfile '", "ffconcat version 1.0\nfile '", "'\n"));
  }

  private FfMetadata bookMetadata() {
    FfMetadata metadata = commonMetadata().tag("title", book.title());
    // "stik" of MP4: players then offer chapters and keep the place.
    metadata.tag("media_type", format == ExportFormat.M4B ? "2" : "");
    if (format.coverInTags() && book.cover().isPresent()) {
      metadata.tag("METADATA_BLOCK_PICTURE", Cover.read(book.cover().get()).pictureBlock());
    }
    for (int i = 0; format.chaptersInTags() && i < book.chapters().size(); i++) {
      String key = String.format(Locale.ROOT, "CHAPTER%03d", i + 1);
      metadata.tag(key, timestamp((double) starts[i] / rateHz));
      metadata.tag(key + "NAME", book.chapters().get(i).title());
    }
    for (int i = 0; i < book.chapters().size(); i++) {
      metadata.chapter(book.chapters().get(i).title(), starts[i], starts[i + 1], rateHz);
    }
    return metadata;
  }

  /** {@return where each chapter starts, in samples, and where the last one ends} */
  private long[] chapterStarts() {
    long[] ends = new long[book.chapters().size() + 1];
    for (int i = 0; i < book.chapters().size(); i++) {
      Path flac = book.chapters().get(i).flac();
      FlacHeader header = FlacHeader.read(flac);
      if (header.sampleRateHz() != rateHz) {
        throw new AudioException(
            "Cannot %s: \"%s\" has %d Hz, the first chapter %d Hz"
                .formatted(task, flac, header.sampleRateHz(), rateHz));
      }
      ends[i + 1] = ends[i] + header.samples();
    }
    return ends;
  }

  private static String timestamp(double seconds) {
    long millis = Math.round(seconds * 1000);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }

  private FfMetadata chapterMetadata(int index) {
    return commonMetadata()
        .tag("title", book.chapters().get(index).title())
        .tag("track", (index + 1) + "/" + book.chapters().size());
  }

  private FfMetadata commonMetadata() {
    return book.tags().addTo(new FfMetadata()).tag(ENCODED_BY, PROGRAM);
  }

  /** {@return the three-letter code that containers want, empty if there is none} */
  private static String iso639(String languageTag) {
    try {
      return Locale.forLanguageTag(languageTag).getISO3Language();
    } catch (MissingResourceException e) {
      return "";
    }
  }
}
