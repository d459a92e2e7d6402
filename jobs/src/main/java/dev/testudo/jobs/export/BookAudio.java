// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.segmentation.Block;
import dev.testudo.synthesis.audio.AudioMeter;
import dev.testudo.synthesis.audio.AudioSteps;
import dev.testudo.synthesis.audio.Audiobook;
import dev.testudo.synthesis.audio.AudiobookExporter;
import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.ExportFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The chapters that an export hands over, with their times: read from storage once, changed to what
 * a profile asks for once, coded once by each codec, whatever the number of formats that need them.
 */
final class BookAudio {
  private static final int MAX_LEVELLINGS = 4;
  private static final double LEVEL_TOLERANCE_DB = 0.3;

  /** Below the limit: MP3 raises peaks a little. */
  private static final double PEAK_MARGIN_DB = 0.4;

  private final Library library;
  private final ExportJob.Config config;
  private final Path scratch;
  private final List<Part> parts;
  private Optional<List<TimedChapter>> original = Optional.empty();
  private Optional<List<Chapter>> chapters = Optional.empty();
  private final Map<ExportFormat, List<Path>> coded = new EnumMap<>(ExportFormat.class);

  /** A chapter of an edition, under the title that it gets, and what is said before it. */
  private record Part(
      EditionRecord edition,
      EditionChapter chapter,
      String title,
      Optional<EditionChapter> announcement) {
    static Part of(EditionRecord edition, int chapter, String title) {
      return new Part(edition, edition.chapters().get(chapter), title, Optional.empty());
    }
  }

  /** A chapter's file and, where they are needed, its times. */
  private record Chapter(Path flac, Optional<TimedChapter> times) {}

  BookAudio(Library library, EditionRecord edition, ExportJob.Config config, Path scratch) {
    this.library = library;
    this.config = config;
    this.scratch = scratch;
    this.parts = new ArrayList<>();
    Map<Integer, EditionChapter> announcements =
        config
            .announcements()
            .map(spoken -> Announcements.byChapter(library, edition, spoken))
            .orElse(Map.of());
    for (EditionChapter chapter : edition.chapters()) {
      Optional<EditionChapter> announcement =
          Optional.ofNullable(announcements.get(chapter.index()));
      parts.add(new Part(edition, chapter, chapter.title(), announcement));
    }
    config
        .credits()
        .ifPresent(
            credits -> {
              parts.add(0, Part.of(credits, 0, "Opening credits"));
              parts.add(Part.of(credits, 1, "Closing credits"));
            });
  }

  /** {@return a sentence that names chapters by their files in the edition's folder} */
  String withoutScratch(String sentence) {
    return sentence
        .replaceAll(Pattern.quote(scratch + "/") + "(\\d+-)?", "")
        .replace(scratch.toString(), edition().book());
  }

  /** {@return of the folders that are written, the one on the fuller disk} */
  Path fullDisk() {
    return Stream.of(scratch.getParent(), config.folder().toAbsolutePath())
        .min(Comparator.comparing(folder -> folder.toFile().getUsableSpace()))
        .orElseThrow();
  }

  private EditionRecord edition() {
    return parts.get(parts.size() / 2).edition();
  }

  /** {@return whether the handed over audio is not the edition's, sample for sample} */
  private boolean isChanged() {
    return config.profile().isPresent()
        || config.speed() != 1
        || config.announcements().isPresent();
  }

  /** {@return seconds of the editions' audio} */
  double seconds() {
    return parts.stream().mapToDouble(part -> part.chapter().seconds()).sum();
  }

  /** {@return the times of all chapters, in the audio that is handed over} */
  List<TimedChapter> timeline() throws IOException {
    if (!isChanged()) {
      return original();
    }
    return chapters().stream().map(chapter -> chapter.times().orElseThrow()).toList();
  }

  private List<TimedChapter> original() {
    if (original.isEmpty()) {
      List<TimedChapter> times = new ArrayList<>();
      for (EditionRecord edition : parts.stream().map(Part::edition).distinct().toList()) {
        List<TimedChapter> timed = TimelineReader.read(library, edition).chapters();
        for (Part part : parts) {
          if (part.edition().equals(edition)) {
            times.add(timed.get(edition.chapters().indexOf(part.chapter())).titled(part.title()));
          }
        }
      }
      // Closing credits come with the opening ones; they go to the end.
      if (config.credits().isPresent()) {
        times.add(times.remove(1));
      }
      original = Optional.of(List.copyOf(times));
    }
    return original.get();
  }

  /** {@return the book with its tags, ready to be coded} */
  Audiobook audiobook() throws IOException {
    List<Audiobook.Chapter> files = new ArrayList<>();
    List<Chapter> ready = chapters();
    for (int i = 0; i < ready.size(); i++) {
      files.add(new Audiobook.Chapter(parts.get(i).title(), ready.get(i).flac()));
    }
    Optional<Path> picture = Optional.empty();
    if (config.cover().isPresent()) {
      picture = Optional.of(Files.write(scratch.resolve("cover"), config.cover().get().bytes()));
    }
    return new Audiobook(config.tags(), files, picture);
  }

  /** {@return a file of each chapter, with tags} */
  List<Path> coded(ExportFormat codec, DoubleConsumer progress) throws IOException {
    if (!coded.containsKey(codec)) {
      Path folder = scratch.resolve(codec.extension());
      coded.put(
          codec, AudiobookExporter.export(audiobook(), codec, kilobits(codec), folder, progress));
    }
    return coded.get(codec);
  }

  private int kilobits(ExportFormat codec) {
    return config
        .profile()
        .filter(profile -> codec == ExportFormat.MP3)
        .map(DeliveryProfile::kilobits)
        .orElse(codec.kilobits());
  }

  /** Writes the retail sample that a profile asks for. */
  void writeSample(Path folder, DeliveryProfile profile) throws IOException {
    List<TimedChapter> times = timeline();
    int index = RetailSample.chapter(times, profile.sampleMinSeconds());
    long end = RetailSample.end(times.get(index), profile.sampleMaxSeconds());
    Path flac = scratch.resolve("sample.flac");
    new AudioSteps().cut(0, end).write(chapters().get(index).flac(), flac);
    BookTags tags = config.tags();
    Audiobook sample =
        new Audiobook(
            tags, List.of(new Audiobook.Chapter("Retail sample", flac)), audiobook().cover());
    AudiobookExporter.export(
        sample,
        ExportFormat.MP3,
        kilobits(ExportFormat.MP3),
        folder.resolve(RetailSample.FILE),
        seconds -> {});
  }

  private List<Chapter> chapters() throws IOException {
    if (chapters.isEmpty()) {
      List<Chapter> ready = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        Path flac = download(i);
        ready.add(isChanged() ? changed(i, flac) : new Chapter(flac, Optional.empty()));
      }
      chapters = Optional.of(List.copyOf(ready));
    }
    return chapters.get();
  }

  private Path download(int index) throws IOException {
    EditionRecord edition = parts.get(index).edition();
    String file = parts.get(index).chapter().file();
    return download(edition, file, scratch.resolve(index + "-" + file));
  }

  private Path download(EditionRecord edition, String file, Path local) throws IOException {
    String folder = Library.editionFolder(edition.book(), edition.edition(), edition.digest());
    try (InputStream in = library.store().openStream(folder + file)) {
      Files.copy(in, local);
    }
    return local;
  }

  private Chapter changed(int index, Path original) throws IOException {
    Path flac = original;
    TimedChapter times = original().get(index);
    if (parts.get(index).announcement().isPresent()) {
      Path announced = scratch.resolve(index + "-announced.flac");
      Path speech = announcement(index, times);
      long samples = new AudioSteps().after(speech).write(flac, announced);
      times = times.movedBy(samples - times.samples(), samples);
      Files.delete(speech);
      Files.delete(flac);
      flac = announced;
    }
    if (config.speed() != 1) {
      Path faster = scratch.resolve(index + "-speed.flac");
      times = times.scaledTo(new AudioSteps().speed(config.speed()).write(flac, faster));
      Files.delete(flac);
      flac = faster;
    }
    if (config.profile().isPresent()) {
      return profiled(index, flac, times, config.profile().get());
    }
    return new Chapter(flac, Optional.of(times));
  }

  /** {@return the title as it is spoken, after the silence that the chapter begins with} */
  private Path announcement(int index, TimedChapter chapter) throws IOException {
    EditionRecord spoken = config.announcements().orElseThrow();
    EditionChapter said = parts.get(index).announcement().orElseThrow();
    Path whole = download(spoken, said.file(), scratch.resolve(index + "-title-" + said.file()));
    TimedChapter times =
        TimelineReader.read(library, spoken).chapters().get(spoken.chapters().indexOf(said));
    List<TimedSentence> title =
        times.paragraphs().stream()
            .filter(paragraph -> paragraph.kind() != Block.Kind.HEADING)
            .flatMap(paragraph -> paragraph.sentences().stream())
            .filter(sentence -> !sentence.pieces().isEmpty())
            .toList();
    Path speech = scratch.resolve(index + "-title.flac");
    long silence = chapter.heard().isEmpty() ? 0 : chapter.heard().get(0).startSample();
    new AudioSteps()
        .cut(title.get(0).startSample(), title.get(title.size() - 1).endSample())
        .rate(chapter.sampleRateHz())
        .pad(silence, 0)
        .write(whole, speech);
    Files.delete(whole);
    return speech;
  }

  private Chapter profiled(int index, Path flac, TimedChapter times, DeliveryProfile profile)
      throws IOException {
    Path cut = scratch.resolve(index + "-cut.flac");
    Path levelled = scratch.resolve(index + "-level.flac");
    TimedChapter ready = withEnds(flac, cut, times, profile);
    Files.delete(flac);
    if (!profile.setsLevel()) {
      new AudioSteps().rate(profile.sampleRateHz()).write(cut, levelled);
    } else {
      double gainDb = profile.rmsTargetDb() - AudioMeter.of(cut).rmsDb();
      for (int i = 0; i < MAX_LEVELLINGS; i++) {
        new AudioSteps()
            .level(gainDb, profile.peakMaxDb() - PEAK_MARGIN_DB, profile.sampleRateHz())
            .write(cut, levelled);
        double missingDb = profile.rmsTargetDb() - AudioMeter.of(levelled).rmsDb();
        if (Math.abs(missingDb) <= LEVEL_TOLERANCE_DB) {
          break;
        }
        // The limiter takes some of the level away.
        gainDb += missingDb;
      }
    }
    Files.delete(cut);
    return new Chapter(levelled, Optional.of(ready.atRate(profile.sampleRateHz())));
  }

  private static TimedChapter withEnds(
      Path from, Path to, TimedChapter times, DeliveryProfile profile) {
    List<TimedSentence> heard = times.heard();
    if (heard.isEmpty()) {
      new AudioSteps().cut(0, times.samples()).write(from, to);
      return times;
    }
    long head = Math.round(profile.headSeconds() * times.sampleRateHz());
    long tail = Math.round(profile.tailSeconds() * times.sampleRateHz());
    long first = heard.get(0).startSample();
    long last = heard.get(heard.size() - 1).endSample();
    long start = Math.max(0, first - head);
    long end = Math.min(times.samples(), last + tail);
    long before = Math.max(0, head - first);
    long after = last + tail - end;
    long samples = new AudioSteps().cut(start, end).pad(before, after).write(from, to);
    return times.movedBy(before - start, samples);
  }
}
