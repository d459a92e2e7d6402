// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.library.StitchedChapter;
import dev.testudo.jobs.library.StitchedChapter.StitchedTake;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.AudioException;
import dev.testudo.synthesis.audio.BookGain;
import dev.testudo.synthesis.audio.ChapterEncoder;
import dev.testudo.synthesis.audio.ChapterFile;
import dev.testudo.synthesis.audio.ChapterTags;
import dev.testudo.synthesis.audio.Flac;
import dev.testudo.synthesis.audio.PcmDigest;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/**
 * One Spark task: streams a chapter's takes from storage through the encoder into a local file, and
 * uploads it. Equal takes give equal bytes, so a second attempt changes nothing.
 */
final class ChapterStitcher implements Function<ChapterWork, StitchedChapter> {
  private static final long serialVersionUID = 1L;

  private final Config config;

  ChapterStitcher(Config config) {
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * What all chapters of a book share.
   *
   * @param folder of the edition, ending in a slash
   * @param sampleRateHz of the takes
   */
  record Config(
      StoreLocation library,
      String folder,
      String title,
      String author,
      String language,
      int chapters,
      int sampleRateHz,
      BookGain gain)
      implements Serializable {}

  @Override
  public StitchedChapter call(ChapterWork chapter) throws IOException {
    Path scratch = Files.createTempDirectory("testudo-chapter-");
    Path file = scratch.resolve(chapter.file());
    try (ObjectStore store = config.library().open()) {
      List<StitchedTake> stitched = new ArrayList<>();
      ChapterFile finished = encode(chapter, store, file, stitched);
      store.uploadIfAbsent(config.folder() + chapter.file(), file);
      return new StitchedChapter(
          chapter.index(),
          chapter.title(),
          chapter.file(),
          finished.masteredSamples(),
          finished.masteredRateHz(),
          finished.pcmSha256(),
          atTheFilesRate(stitched, finished));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(scratch);
    }
  }

  private ChapterFile encode(
      ChapterWork chapter, ObjectStore store, Path file, List<StitchedTake> stitched) {
    Iterator<Take> takes = TakeFiles.read(store, chapter.takes());
    try (ChapterEncoder encoder =
        ChapterEncoder.open(
            file, config.sampleRateHz(), tags(chapter), config.gain(), chapter.truePeak())) {
      for (ChapterWork.Step step : chapter.steps()) {
        if (step instanceof ChapterWork.Silence silence) {
          encoder.silence(silence.seconds());
        } else if (step instanceof ChapterWork.Speech spoken) {
          String source = chapter.takes().get(stitched.size()).file();
          Take take = takes.next();
          Waveform speech = decode(take, store, source);
          long end = encoder.write(scaled(speech, spoken.factor()));
          long start = end - speech.samples().length;
          stitched.add(new StitchedTake(take.key(), take.audio().pcmSha256(), start, end));
        }
      }
      return encoder.finish();
    }
  }

  private static Waveform scaled(Waveform speech, double factor) {
    if (factor == 1) {
      return speech;
    }
    float[] samples = speech.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (samples[i] * factor);
    }
    return new Waveform(samples, speech.sampleRateHz());
  }

  private static List<StitchedTake> atTheFilesRate(List<StitchedTake> takes, ChapterFile file) {
    double ratio = (double) file.masteredRateHz() / file.sampleRateHz();
    return takes.stream()
        .map(
            take ->
                new StitchedTake(
                    take.key(),
                    take.pcmSha256(),
                    Math.round(take.startSample() * ratio),
                    Math.round(take.endSample() * ratio)))
        .toList();
  }

  /** Decodes a take, and insists on the samples that it was stored with. */
  private static Waveform decode(Take take, ObjectStore store, String file) {
    try {
      Waveform decoded = Flac.decode(take.audio().flac());
      if (PcmDigest.of(decoded).equals(take.audio().pcmSha256())) {
        return decoded;
      }
    } catch (AudioException e) {
      throw TakeFiles.unusable(store, file, "a take in it cannot be decoded");
    }
    throw TakeFiles.unusable(store, file, "a take in it has another SHA-256 than it was stored by");
  }

  private ChapterTags tags(ChapterWork chapter) {
    return new ChapterTags(
        chapter.title(),
        config.title(),
        config.author(),
        chapter.track(),
        config.chapters(),
        config.language());
  }
}
