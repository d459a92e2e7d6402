// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * Exported audio beside the edition's, both decoded by FFmpeg at one rate and read as streams: a
 * book of ten hours would not fit into memory.
 *
 * @param samples of the edition
 * @param moreSamples that the export has
 * @param shift of the export against the edition in samples, where both are most alike
 * @param correlation of the whole
 * @param minCorrelation of the block that is least alike
 * @param differenceDb level of the difference, below the level of the edition
 */
record AudioComparison(
    long samples,
    long moreSamples,
    int shift,
    double correlation,
    double minCorrelation,
    double differenceDb) {
  static final int RATE_HZ = 24_000;

  private static final Pattern AUDIO = Pattern.compile(".*\\.(?:m4b|m4a|mp3|opus|flac|wav)");

  /**
   * Prints the cells of a table for {@code jobs/measure exports}: samples more, correlation, the
   * least correlation, and the difference in dB.
   *
   * <p>Arguments: the folder of an edition's chapters, and a folder with its export: one file, or
   * one for each chapter; of several packages, one.
   */
  public static void main(String[] arguments) throws IOException {
    List<Path> chapters = audio(Path.of(arguments[0]));
    List<Path> exported = audio(Path.of(arguments[1]));
    if (exported.isEmpty()) {
      System.out.println(" | | ");
      return;
    }
    List<AudioComparison> found = new ArrayList<>();
    if (exported.size() == 1) {
      found.add(of(chapters, exported.get(0)));
    } else {
      for (int i = 0; i < chapters.size(); i++) {
        found.add(of(chapters.subList(i, i + 1), exported.get(i)));
      }
    }
    Comparator<AudioComparison> likeness = Comparator.comparing(AudioComparison::minCorrelation);
    AudioComparison worst = found.stream().min(likeness).orElseThrow();
    long more = found.stream().mapToLong(AudioComparison::moreSamples).max().orElseThrow();
    double difference =
        found.stream().mapToDouble(AudioComparison::differenceDb).max().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%d | %.4f | %s%n",
        more,
        worst.minCorrelation(),
        difference == Double.NEGATIVE_INFINITY ? "none" : "%.1f dB".formatted(difference));
  }

  /** {@return audio files in or below a folder, without those of a second package} */
  private static List<Path> audio(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> audio =
          files.filter(file -> AUDIO.matcher(file.toString()).matches()).sorted().toList();
      Path first = audio.isEmpty() ? folder : audio.get(0).getParent();
      return audio.stream().filter(file -> file.getParent().equals(first)).toList();
    }
  }

  /**
   * A quarter of a millisecond: Opus resamples, which costs a part of a sample more than it says.
   */
  private static final int MAX_SHIFT = RATE_HZ / 4000;

  private static final int BLOCK = 15 * RATE_HZ;

  /** Sums over a stretch of both, for one shift. */
  private static final class Sums {
    private double product;
    private double ones;
    private double others;
    private double differences;

    void add(short one, short other) {
      product += (double) one * other;
      ones += (double) one * one;
      others += (double) other * other;
      double difference = one - other;
      differences += difference * difference;
    }

    void add(Sums sums) {
      product += sums.product;
      ones += sums.ones;
      others += sums.others;
      differences += sums.differences;
    }

    double correlation() {
      return ones == others && differences == 0 ? 1 : product / Math.sqrt(ones * others);
    }

    double differenceDb() {
      return 10 * Math.log10(differences / ones);
    }
  }

  /**
   * Compares a file with chapters of an edition.
   *
   * @param edition its chapters' files, in order
   */
  static AudioComparison of(List<Path> edition, Path exported) throws IOException {
    List<InputStream> chapters = new ArrayList<>();
    for (Path chapter : edition) {
      chapters.add(decoded(chapter));
    }
    try (InputStream wanted = new SequenceInputStream(Collections.enumeration(chapters));
        InputStream found = decoded(exported)) {
      return compare(wanted, found);
    }
  }

  private static InputStream decoded(Path file) throws IOException {
    String ffmpeg = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    List<String> command = new ArrayList<>(List.of(ffmpeg, "-v", "error", "-nostdin"));
    command.addAll(List.of("-i", file.toString(), "-map", "0:a:0"));
    command.addAll(List.of("-ar", Integer.toString(RATE_HZ), "-f", "s16le", "-"));
    ProcessBuilder builder = new ProcessBuilder(command);
    String programs = Path.of(ffmpeg).getParent().toString();
    builder.environment().put("LD_LIBRARY_PATH", programs + ":" + programs + "/stand-ins");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new BufferedInputStream(builder.start().getInputStream(), 1 << 16);
  }

  private static AudioComparison compare(InputStream wanted, InputStream found) throws IOException {
    int shifts = 2 * MAX_SHIFT + 1;
    Sums[] whole = sums(shifts);
    double[] least = new double[shifts];
    Arrays.fill(least, 1);
    long wantedSamples = 0;
    long foundSamples = 0;
    // Both begin with as many samples of what was before.
    short[] one = new short[MAX_SHIFT];
    short[] other = new short[MAX_SHIFT];
    boolean ended = false;
    while (!ended) {
      short[] nextOne = read(wanted);
      short[] nextOther = read(found);
      wantedSamples += nextOne.length;
      foundSamples += nextOther.length;
      ended = nextOne.length < BLOCK || nextOther.length < BLOCK;
      one = joined(one, nextOne);
      other = joined(other, nextOther);
      int end = Math.min(one.length, other.length) - MAX_SHIFT;
      Sums[] block = sums(shifts);
      for (int i = MAX_SHIFT; i < end; i++) {
        for (int shift = 0; shift < shifts; shift++) {
          block[shift].add(one[i], other[i + shift - MAX_SHIFT]);
        }
      }
      for (int shift = 0; shift < shifts; shift++) {
        whole[shift].add(block[shift]);
        // The end of the book may be a block of a few samples, or silence.
        if (end > BLOCK / 2 && block[shift].ones > 0) {
          least[shift] = Math.min(least[shift], block[shift].correlation());
        }
      }
      one = tail(one);
      other = tail(other);
    }
    wantedSamples += wanted.readAllBytes().length / 2;
    foundSamples += found.readAllBytes().length / 2;
    int best = 0;
    for (int shift = 1; shift < shifts; shift++) {
      best = whole[shift].correlation() > whole[best].correlation() ? shift : best;
    }
    return new AudioComparison(
        wantedSamples,
        foundSamples - wantedSamples,
        best - MAX_SHIFT,
        whole[best].correlation(),
        least[best],
        whole[best].differenceDb());
  }

  private static Sums[] sums(int number) {
    Sums[] sums = new Sums[number];
    Arrays.setAll(sums, i -> new Sums());
    return sums;
  }

  private static short[] read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(2 * BLOCK);
    ShortBuffer samples = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    short[] read = new short[samples.remaining()];
    samples.get(read);
    return read;
  }

  private static short[] joined(short[] before, short[] next) {
    short[] joined = Arrays.copyOf(before, before.length + next.length);
    System.arraycopy(next, 0, joined, before.length, next.length);
    return joined;
  }

  private static short[] tail(short[] samples) {
    return Arrays.copyOfRange(samples, Math.max(0, samples.length - 2 * MAX_SHIFT), samples.length);
  }
}
