// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes one FLAC file of another: another speed, other silences at both ends, another level. */
public final class AudioSteps {
  private final List<String> filters = new ArrayList<>();
  private Optional<Path> before = Optional.empty();

  /** Puts another file of the same sample rate before this one, as the first step. */
  public AudioSteps after(Path other) {
    before = Optional.of(other);
    return this;
  }

  /** Speaks faster or slower at the same pitch. */
  public AudioSteps speed(double factor) {
    filters.add(String.format(Locale.ROOT, "atempo=%.4f", factor));
    return this;
  }

  /** Keeps samples [from, to). */
  public AudioSteps cut(long from, long to) {
    filters.add("atrim=start_sample=" + from + ":end_sample=" + to);
    filters.add("asetpts=N/SR/TB");
    return this;
  }

  /** Adds silence at both ends. */
  public AudioSteps pad(long samplesBefore, long samplesAfter) {
    if (samplesBefore > 0) {
      filters.add("adelay=delays=" + samplesBefore + "S:all=1");
    }
    if (samplesAfter > 0) {
      filters.add("apad=pad_len=" + samplesAfter);
    }
    return this;
  }

  /** Changes the level, and keeps true peaks below a ceiling. */
  public AudioSteps level(double gainDb, double ceilingDbtp, int sampleRateHz) {
    filters.add("aformat=sample_fmts=dbl");
    filters.add(String.format(Locale.ROOT, "volume=%.2fdB:precision=double", gainDb));
    filters.add(Limiter.filter(ceilingDbtp, sampleRateHz));
    filters.add(Ffmpeg.resample(sampleRateHz));
    return this;
  }

  /** Resamples, where the file has another rate. */
  public AudioSteps rate(int sampleRateHz) {
    filters.add(Ffmpeg.resample(sampleRateHz));
    return this;
  }

  public boolean isEmpty() {
    return filters.isEmpty();
  }

  /**
   * Writes the result.
   *
   * @return its length in samples
   * @throws AudioException if the input cannot be decoded or the output not written
   */
  public long write(Path from, Path to) {
    List<String> steps = new ArrayList<>(filters);
    steps.add("aformat=sample_fmts=s16");
    List<String> arguments =
        Ffmpeg.join(
            Ffmpeg.STRICT,
            before
                .map(
                    other ->
                        List.of(
                            "-i",
                            Ffmpeg.argument(other),
                            "-i",
                            Ffmpeg.argument(from),
                            "-filter_complex",
                            "[0:a:0][1:a:0]concat=n=2:v=0:a=1," + String.join(",", steps)))
                .orElse(
                    List.of(
                        "-i",
                        Ffmpeg.argument(from),
                        "-map",
                        "0:a:0",
                        "-af",
                        String.join(",", steps))),
            List.of("-c:a", "flac", "-f", "flac"),
            Ffmpeg.BIT_EXACT,
            List.of(Ffmpeg.argument(to)));
    Ffmpeg.run("change the audio of \"" + from + "\"", arguments);
    return FlacHeader.read(to).samples();
  }
}
