// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.BookText;
import dev.testudo.jobs.library.DeliveryCheck;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.SpokenWords;
import dev.testudo.jobs.render.Progress;
import dev.testudo.jobs.store.FullDiskException;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.audio.AudioException;
import dev.testudo.synthesis.audio.AudiobookExporter;
import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.ChapterNames;
import dev.testudo.synthesis.audio.Cover;
import dev.testudo.synthesis.audio.ExportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Exports one published edition in several formats at once. Its chapters are read from storage once
 * for all of them, and only when a format needs them.
 */
public final class ExportJob {
  private static final Logger LOG = LogManager.getLogger(ExportJob.class);

  /** Raised whenever equal editions are exported to other files. */
  private static final int EXPORT_VERSION = 2;

  /** The ending of captions with the time of each word. */
  private static final String WORDS = ".words.vtt";

  private final Library library;
  private final EditionRecord edition;
  private final Config config;

  /** For people, once the progress bar is gone. */
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * What is to be made.
   *
   * @param folder that files go to
   * @param name of the files, without ending
   * @param file if one file is asked for by its own name
   * @param codec of the audio in packages, one that has a file for each chapter
   * @param speed 1 for the edition's own
   * @param baseUrl address of the folder of a podcast, ending in a slash
   * @param credits an edition of two chapters, the opening and the closing credits
   * @param announcements an edition of a chapter for each title of {@link Announcements#titles}
   * @param progress where it is shown
   */
  public record Config(
      Set<Delivery> formats,
      Path folder,
      String name,
      Optional<Path> file,
      Optional<Cover> cover,
      BookTags tags,
      Optional<DeliveryProfile> profile,
      ExportFormat codec,
      double speed,
      Optional<String> baseUrl,
      Optional<EditionRecord> credits,
      Optional<EditionRecord> announcements,
      Progress.Style progress) {
    public Config {
      formats = new LinkedHashSet<>(formats);
      requireNonNull(folder, "folder is null");
      requireNonNull(name, "name is null");
      requireNonNull(file, "file is null");
      requireNonNull(cover, "cover is null");
      requireNonNull(tags, "tags is null");
      requireNonNull(profile, "profile is null");
      requireNonNull(codec, "codec is null");
      requireNonNull(baseUrl, "baseUrl is null");
      requireNonNull(credits, "credits is null");
      requireNonNull(announcements, "announcements is null");
      requireNonNull(progress, "progress is null");
    }

    private String baseName() {
      return name + profile.map(chosen -> "-" + chosen.name()).orElse("");
    }
  }

  /**
   * A format that was exported.
   *
   * @param entries files and folders, in order
   * @param made false if all was there already
   */
  public record Exported(Delivery format, List<Path> entries, boolean made) {}

  public ExportJob(Library library, EditionRecord edition, Config config) {
    this.library = requireNonNull(library, "library is null");
    this.edition = requireNonNull(edition, "edition is null");
    this.config = requireNonNull(config, "config is null");
  }

  /** Exports every format; those that were made from the same before are left as they are. */
  public List<Exported> run() throws IOException {
    return run(new TargetFolder(config.folder(), config.name()), () -> {});
  }

  /**
   * Exports like {@link #run()}, and puts each format into an object storage once it is made; the
   * folder is a local one for the meantime.
   */
  public List<Exported> runInto(StoreLocation location) throws IOException {
    try (StoredTarget stored = new StoredTarget(location, config.folder(), config.name())) {
      return run(new TargetFolder(config.folder(), config.name(), stored::size), stored::put);
    }
  }

  /** What is done with the files of a format that was made. */
  @FunctionalInterface
  private interface Made {
    void deliver() throws IOException;
  }

  private List<Exported> run(TargetFolder target, Made made) throws IOException {
    List<Delivery> wanted =
        config.formats().stream()
            .filter(format -> !target.has(key(format), stamp(format)))
            .toList();
    try (TemporaryFolder scratch = TemporaryFolder.create()) {
      BookAudio audio = new BookAudio(library, edition, config, scratch.path());
      return export(target, wanted, audio, made);
    } finally {
      notes.forEach(LOG::info);
    }
  }

  private List<Exported> export(
      TargetFolder target, List<Delivery> wanted, BookAudio audio, Made made) throws IOException {
    List<Exported> exported = new ArrayList<>();
    Set<ExportFormat> missing =
        wanted.stream().flatMap(format -> coding(format).stream()).collect(Collectors.toSet());
    double codings = Math.max(1, missing.size());
    double seconds = audio.seconds();
    try (Progress progress =
        new Progress(
            edition.book(), wanted.size(), "formats", codings * seconds, config.progress())) {
      double done = 0;
      for (Delivery format : config.formats()) {
        int number = wanted.indexOf(format);
        if (number < 0) {
          exported.add(new Exported(format, entries(format), false));
          continue;
        }
        double before = done;
        DoubleConsumer heard = part -> progress.at(number, Math.round((before + part) * 1000));
        List<Path> entries = put(target, format, audio, heard);
        made.deliver();
        done += coding(format).filter(missing::remove).isPresent() ? seconds : 0;
        progress.at(number + 1, Math.round(done * 1000));
        exported.add(new Exported(format, entries, true));
      }
    }
    return exported;
  }

  /** Names what failed as the person knows it: not by the files that are made meanwhile. */
  private List<Path> put(
      TargetFolder target, Delivery format, BookAudio audio, DoubleConsumer heard)
      throws IOException {
    try {
      return target.make(key(format), stamp(format), to -> make(format, to, audio, heard));
    } catch (AudioException | IOException e) {
      throw failure(target, format, audio, e);
    }
  }

  private RuntimeException failure(
      TargetFolder target, Delivery format, BookAudio audio, Exception e) {
    if (FullDiskException.isReasonOf(e)) {
      return new FullDiskException(
          "Cannot export %s as %s: no space is left on the disk of \"%s\"; free some and run again: formats that are finished are kept"
              .formatted(edition.book(), format.label(), audio.fullDisk()),
          e);
    }
    return e instanceof IOException failed
        ? StorageException.of(
            "export %s to \"%s\"".formatted(edition.book(), config.folder().toAbsolutePath()),
            failed)
        : new AudioException(
            audio.withoutScratch(target.withoutAside(e.getMessage(), key(format))), e);
  }

  /** Packages share one coding, with the MP3s if theirs are MP3. */
  private Optional<ExportFormat> coding(Delivery format) {
    return format.isPackage() ? Optional.of(config.codec()) : format.audio();
  }

  /**
   * Measures the files of the profile's MP3s, and keeps the result in the library for its report.
   *
   * @throws IOException if they cannot be listed
   */
  public DeliveryCheck check(DeliveryProfile profile) throws IOException {
    try (Stream<Path> files = Files.list(config.folder().resolve(folderName(Delivery.MP3)))) {
      List<Path> audio = files.filter(file -> file.toString().endsWith(".mp3")).sorted().toList();
      DeliveryCheck check =
          new DeliveryCheck(
              EditionRecord.FORMAT,
              edition.book(),
              edition.edition(),
              edition.digest(),
              profile.name(),
              profile.title(),
              Instant.now(),
              ProfileCheck.of(profile, audio, config.credits().isPresent()));
      library.saveCheck(check);
      return check;
    }
  }

  /** A file of its own name has a place of its own in the record. */
  private String key(Delivery format) {
    return config
        .file()
        .map(Path::toString)
        .orElse(format.label() + config.profile().map(profile -> "-" + profile.name()).orElse(""));
  }

  private String stamp(Delivery format) {
    return Sha256.ofText(
        String.join(
            "\n",
            Integer.toString(EXPORT_VERSION),
            format.name(),
            edition.digest(),
            config.credits().map(EditionRecord::digest).orElse(""),
            config.announcements().map(EditionRecord::digest).orElse(""),
            config.cover().map(image -> Sha256.ofBytes(image.bytes())).orElse(""),
            config.tags().toString(),
            config.profile().toString(),
            format.isPackage() ? config.codec().name() : "",
            Double.toString(config.speed()),
            format == Delivery.PODCAST ? config.baseUrl().orElse("") : "",
            hasTimes(format) ? SpokenWords.version(library.store(), edition.book()) : "",
            key(format)));
  }

  /** {@return whether it holds times within utterances} */
  private static boolean hasTimes(Delivery format) {
    return switch (format) {
      case VTT, SRT, EPUB, WEB -> true;
      case M4B, MP3, OPUS, FLAC, WAV, W3C, AUDIOBOOKSHELF, PODCAST -> false;
    };
  }

  private List<Path> entries(Delivery format) {
    if (config.file().isPresent()) {
      return List.of(config.folder().resolve(config.file().get()));
    }
    List<Path> entries = new ArrayList<>();
    if (format.isFolder()) {
      entries.add(config.folder().resolve(folderName(format)));
    }
    format
        .fileEnding()
        .ifPresent(
            ending -> entries.add(config.folder().resolve(config.baseName() + "." + ending)));
    if (format == Delivery.VTT) {
      entries.add(config.folder().resolve(config.baseName() + WORDS));
    }
    return entries;
  }

  private String folderName(Delivery format) {
    return config.baseName() + "-" + format.label();
  }

  private void make(Delivery format, Path folder, BookAudio audio, DoubleConsumer progress)
      throws IOException {
    Path inFolder =
        format.isFolder() && config.file().isEmpty()
            ? Files.createDirectory(folder.resolve(folderName(format)))
            : folder;
    Path oneFile =
        config
            .file()
            .map(file -> folder.resolve(file.toString()))
            .orElse(folder.resolve(config.baseName() + "." + format.fileEnding().orElse("")));
    switch (format) {
      case M4B, OPUS, FLAC, WAV -> code(format, audio, oneFile, progress);
      case MP3 -> writeMp3(audio, inFolder, oneFile, progress);
      case VTT, SRT -> writeCaptions(format, audio, inFolder, oneFile);
      case EPUB -> writeEpub(audio, oneFile, progress);
      case WEB -> {
        Handover book = handover(audio, progress);
        WebPage.write(inFolder, book);
        sayWhatIsEstimated(book.chapters());
      }
      case W3C -> {
        Handover book = handover(audio, progress);
        W3cAudiobook.write(inFolder, book);
        W3cAudiobook.writePackage(oneFile, book);
      }
      case AUDIOBOOKSHELF -> AudiobookshelfFolder.write(inFolder, handover(audio, progress));
      case PODCAST ->
          PodcastFeed.write(inFolder, handover(audio, progress), config.baseUrl().orElseThrow());
    }
  }

  private static void code(Delivery format, BookAudio audio, Path output, DoubleConsumer progress)
      throws IOException {
    AudiobookExporter.export(audio.audiobook(), format.audio().orElseThrow(), output, progress);
  }

  private void writeMp3(BookAudio audio, Path folder, Path oneFile, DoubleConsumer progress)
      throws IOException {
    if (config.file().isPresent()) {
      code(Delivery.MP3, audio, oneFile, progress);
      return;
    }
    for (Path file : audio.coded(ExportFormat.MP3, progress)) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    if (config.profile().filter(DeliveryProfile::hasSample).isPresent()) {
      audio.writeSample(folder, config.profile().get());
    }
  }

  private void writeCaptions(Delivery format, BookAudio audio, Path folder, Path oneFile)
      throws IOException {
    List<TimedChapter> chapters = audio.timeline();
    Files.writeString(oneFile, text(format, Captions.of(chapters), edition.title()));
    for (int i = 0; i < chapters.size(); i++) {
      TimedChapter chapter = chapters.get(i);
      String name = ChapterNames.fileName(folder, i, chapters.size(), chapter.title());
      Files.writeString(
          folder.resolve(name + "." + format.label()),
          text(format, Captions.of(List.of(chapter)), chapter.title()));
      if (format == Delivery.VTT) {
        Files.writeString(
            folder.resolve(name + WORDS),
            Captions.of(List.of(chapter)).webVttWithWords(chapter.title()));
      }
    }
    if (format == Delivery.VTT) {
      Files.writeString(
          oneFile.resolveSibling(config.baseName() + WORDS),
          Captions.of(chapters).webVttWithWords(edition.title()));
      sayWhatIsEstimated(chapters);
    }
  }

  private static String text(Delivery format, Captions captions, String title) {
    return format == Delivery.VTT ? captions.webVtt(title) : captions.subRip();
  }

  private void sayWhatIsEstimated(List<TimedChapter> chapters) {
    List<TimedSentence> heard = chapters.stream().flatMap(c -> c.heard().stream()).toList();
    long estimated = heard.stream().filter(TimedSentence::isEstimated).count();
    if (estimated > 0) {
      notes.add(
          "%s: word times are estimated in %d of %d sentences; testudo listen %s measures them"
              .formatted(edition.book(), estimated, heard.size(), edition.book()));
    }
  }

  private void writeEpub(BookAudio audio, Path file, DoubleConsumer progress) throws IOException {
    Optional<String> original =
        library
            .plan(edition.book(), edition.plan())
            .flatMap((BookPlan plan) -> library.text(plan))
            .map(BookText::original)
            .filter(path -> !path.isEmpty());
    Handover book = handover(audio, progress);
    if (original.isPresent()) {
      byte[] epub = library.store().read(original.get());
      String name = edition.book() + ".epub";
      if (ReadAlong.isPossible(name, epub)) {
        ReadAlong.write(
            file, config.credits().isPresent() ? book.withoutCredits() : book, name, epub);
        return;
      }
      notes.add(
          edition.book()
              + ": the manuscript is an EPUB 2, which cannot hold sound; a new EPUB 3 is made of"
              + " its text");
    }
    OwnEpub.write(file, book);
  }

  private Handover handover(BookAudio audio, DoubleConsumer progress) throws IOException {
    return new Handover(
        edition.book(),
        config.tags(),
        config.cover(),
        audio.timeline(),
        config.codec(),
        audio.coded(config.codec(), progress),
        edition.published());
  }
}
