// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes one chapter, take by take, as a mastered FLAC file, through one {@code ffmpeg} process.
 * Takes arrive there as 16-bit PCM; gain, limiter and resampling compute in floating point and
 * round once at their end, and where a chapter needs none of them its samples are the takes' own.
 * Equal input gives equal bytes.
 *
 * <p>The file appears under its name only by {@link #finish}; closing before that leaves nothing
 * behind. Not safe for threads.
 */
public final class ChapterEncoder implements AutoCloseable {
  private static final int SILENCE_BLOCK_SAMPLES = 1 << 14;

  private final Path file;
  private final Path part;
  private final Scratch scratch;
  private final int sampleRateHz;
  private final Ffmpeg ffmpeg;
  private long samples;
  private double silenceSeconds;
  private long silenceSamples;

  private ChapterEncoder(Path file, Path part, Scratch scratch, int sampleRateHz, Ffmpeg ffmpeg) {
    this.file = file;
    this.part = part;
    this.scratch = scratch;
    this.sampleRateHz = sampleRateHz;
    this.ffmpeg = ffmpeg;
  }

  /**
   * Opens a chapter.
   *
   * @param sampleRateHz of the takes
   * @param gain the book's
   * @param truePeak the largest of the chapter's takes: the limiter is used only if it is needed
   */
  public static ChapterEncoder open(
      Path file, int sampleRateHz, ChapterTags tags, BookGain gain, double truePeak) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Scratch scratch = new Scratch(part);
    try {
      Path metadata = scratch.write(tags.metadata().text(), ".ffmetadata");
      List<String> filters = filters(sampleRateHz, gain, truePeak);
      List<String> arguments = arguments(sampleRateHz, metadata, filters, part);
      Ffmpeg ffmpeg = Ffmpeg.start("write chapter \"" + file + "\"", arguments);
      return new ChapterEncoder(file, part, scratch, sampleRateHz, ffmpeg);
    } catch (IOException | AudioException e) {
      scratch.close();
      throw new AudioException("Cannot write chapter \"" + file + "\": " + e.getMessage(), e);
    }
  }

  private static List<String> arguments(
      int sampleRateHz, Path metadata, List<String> filters, Path part) {
    List<String> input =
        List.of("-f", "s16le", "-ar", Integer.toString(sampleRateHz), "-ac", "1", "-i", "pipe:0");
    List<String> mastering =
        List.of(
            "-f",
            "ffmetadata",
            "-i",
            Ffmpeg.argument(metadata),
            "-filter_complex",
            "[0:a]" + String.join(",", filters) + ",asplit[file][digest]");
    List<String> flac =
        List.of("-map", "[file]", "-map_metadata", "1", "-c:a", "flac", "-f", "flac");
    return Ffmpeg.join(
        input,
        mastering,
        flac,
        Ffmpeg.BIT_EXACT,
        List.of(Ffmpeg.argument(part), "-map", "[digest]"),
        Ffmpeg.PCM_DIGEST);
  }

  private static List<String> filters(int takeRateHz, BookGain gain, double truePeak) {
    int outputRateHz = gain.profile().outputRateHz(takeRateHz);
    List<String> filters = new ArrayList<>();
    int rateHz = takeRateHz;
    if (gain.db() != 0) {
      filters.add("aformat=sample_fmts=dbl");
      filters.add(String.format(Locale.ROOT, "volume=%.1fdB:precision=double", gain.db()));
    }
    if (gain.limits(truePeak)) {
      filters.add(Limiter.filter(gain.profile().peakCeilingDbtp(), outputRateHz));
      rateHz = Limiter.rateHz(outputRateHz);
    }
    if (rateHz != outputRateHz) {
      filters.add(Ffmpeg.resample(outputRateHz));
    }
    filters.add("aformat=sample_fmts=s16");
    return filters;
  }

  /**
   * Appends a take.
   *
   * @return the chapter's length so far in samples: where the take ends
   */
  public long write(Waveform take) {
    if (take.sampleRateHz() != sampleRateHz) {
      throw new IllegalArgumentException(
          "Cannot write a take of %d Hz into a chapter of %d Hz"
              .formatted(take.sampleRateHz(), sampleRateHz));
    }
    ffmpeg.write(Pcm16.littleEndian(Pcm16.quantize(take)));
    samples += take.samples().length;
    return samples;
  }

  /**
   * Appends a pause. A fraction of a sample is carried to the next pause, so that any number of
   * them adds up within half a sample.
   *
   * @return the chapter's length so far in samples: where the pause ends
   */
  public long silence(double seconds) {
    if (!(seconds >= 0 && seconds < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("Cannot pause for " + seconds + " s");
    }
    silenceSeconds += seconds;
    long due = Math.round(silenceSeconds * sampleRateHz);
    while (silenceSamples < due) {
      int block = (int) Math.min(SILENCE_BLOCK_SAMPLES, due - silenceSamples);
      ffmpeg.write(new byte[block * Pcm16.BYTES_PER_SAMPLE]);
      silenceSamples += block;
      samples += block;
    }
    return samples;
  }

  /**
   * Completes the file and puts it under its name, in place of what was there.
   *
   * @throws AudioException if nothing was written, or the file cannot be completed
   */
  public ChapterFile finish() {
    if (samples == 0) {
      throw new AudioException("Cannot write chapter \"" + file + "\": it has no audio");
    }
    String digest = Ffmpeg.parseDigest(ffmpeg.finish());
    FlacHeader header = FlacHeader.read(part);
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AudioException("Cannot write chapter \"" + file + "\": " + e.getMessage(), e);
    }
    return new ChapterFile(
        file, samples, sampleRateHz, header.samples(), header.sampleRateHz(), digest);
  }

  /** Ends the process, and removes what {@link #finish} did not complete. */
  @Override
  public void close() {
    ffmpeg.close();
    scratch.close();
  }
}
