// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChapterEncoderTest {
  private static final ChapterTags TAGS =
      new ChapterTags("Down the Hole", "Alice", "Lewis Carroll", 2, 12, "en");
  private static final MasteringProfile AUDIOBOOK =
      new MasteringProfile("audiobook", -19, -3, 0, 150, 400, 800, 1500, 750, 2000);
  private static final MasteringProfile RAW =
      new MasteringProfile("raw", Double.NaN, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0, 0, 0);

  @TempDir Path folder;

  @Test
  void keepsTakesSampleForSampleWhereNothingIsToBeDone() throws IOException {
    Waveform one = Signals.quantized(Signals.speechLike(1, 0.9, 12_345, 16_000));
    Waveform two = Signals.quantized(Signals.speechLike(2, 0.9, 4_321, 16_000));
    Path file = folder.resolve("chapter.flac");

    ChapterFile chapter;
    try (ChapterEncoder encoder = open(file, 16_000, new BookGain(RAW, 0), 1.2)) {
      assertThat(encoder.write(one)).isEqualTo(12_345);
      assertThat(encoder.silence(0.25)).isEqualTo(12_345 + 4_000);
      assertThat(encoder.write(two)).isEqualTo(12_345 + 4_000 + 4_321);
      chapter = encoder.finish();
    }

    Waveform expected = Signals.join(16_000, one, Signals.silence(4_000, 16_000), two);
    assertThat(Flac.decode(Files.readAllBytes(file)).samples()).containsExactly(expected.samples());
    assertThat(chapter)
        .isEqualTo(new ChapterFile(file, 20_666, 16_000, 20_666, 16_000, PcmDigest.of(expected)));
    assertThat(PcmDigest.ofFile(file)).isEqualTo(chapter.pcmSha256());
    assertThat(Probe.names(folder)).containsExactly("chapter.flac");
  }

  @Test
  void addsUpWithinOneSample() {
    double seconds = 0;
    ChapterFile chapter;
    try (ChapterEncoder encoder =
        open(folder.resolve("c.flac"), 22_050, new BookGain(AUDIOBOOK, 2.5), 0.1)) {
      for (int i = 0; i < 300; i++) {
        Waveform take = Signals.speechLike(i, 0.1, 501 + i, 22_050);
        encoder.write(take);
        encoder.silence(0.12345);
        seconds += take.seconds() + 0.12345;
      }
      chapter = encoder.finish();
    }

    assertThat((double) chapter.samples()).isCloseTo(seconds * 22_050, within(0.51));
    assertThat(chapter.masteredSamples()).isEqualTo(chapter.samples());
  }

  @Test
  void keepsTheLengthWhenResampling() {
    MasteringProfile resampled = new MasteringProfile("podcast", -16, -1, 44_100, 0, 0, 0, 0, 0, 0);
    Waveform take = Signals.speechLike(1, 0.9, 100_001, 24_000);
    double peak = LoudnessMeter.measure(take).truePeak();

    for (double db : new double[] {0, 20}) {
      ChapterFile chapter = encode("c" + db, take, new BookGain(resampled, db), peak);

      assertThat(chapter.masteredRateHz()).isEqualTo(44_100);
      assertThat((double) chapter.masteredSamples())
          .isCloseTo(100_001L * 44_100 / 24_000.0, within(1.0));
      assertThat(FlacHeader.read(chapter.file()).samples()).isEqualTo(chapter.masteredSamples());
    }
  }

  /** Close below the takes' Nyquist frequency, where a lax filter leaves images above it. */
  @Test
  void resamplesWithoutImages() {
    MasteringProfile resampled = new MasteringProfile("p", -16, -1, 44_100, 0, 0, 0, 0, 0, 0);
    Waveform tone = Signals.sine(7_500, 0.5, 0, 16_000, 16_000);

    ChapterFile chapter = encode("tone.flac", tone, new BookGain(resampled, 0), 0.5);

    float[] samples = AudioReader.read(chapter.file(), 44_100).samples();
    float[] expected = Signals.sine(7_500, 0.5, 0, 44_100, 44_100).samples();
    for (int i = 4_410; i < 39_690; i++) {
      assertThat(samples[i]).isCloseTo(expected[i], within(0.002f));
    }
  }

  @Test
  void bringsABookToItsTarget() {
    Waveform take = Signals.speechLike(7, 0.15, 30 * 16_000, 16_000);
    TakeLoudness measured = LoudnessMeter.measure(take);
    BookGain gain = BookGain.of(AUDIOBOOK, new Loudness().take(measured).integrated());
    assertThat(gain.db()).isGreaterThan(3);

    ChapterFile chapter = encode("loud.flac", take, gain, measured.truePeak());

    // Half a step of the gain, and what the limiter takes.
    assertThat(Probe.integratedLufs(chapter.file())).isCloseTo(-19, within(0.35));
    assertThat(Probe.truePeak(chapter.file())).isLessThanOrEqualTo(Math.pow(10, -3 / 20.0));
  }

  @Test
  void limitsPeaksWithoutMovingTheAudio() {
    Waveform take = Signals.speechLike(8, 0.9, 32_000, 16_000);
    BookGain gain = new BookGain(AUDIOBOOK, 12);
    double peak = LoudnessMeter.measure(take).truePeak();
    assertThat(gain.limits(peak)).isTrue();

    ChapterFile chapter = encode("limited.flac", take, gain, peak);

    assertThat(Probe.truePeak(chapter.file())).isLessThanOrEqualTo(Math.pow(10, -3 / 20.0));
    assertThat(chapter.masteredSamples()).isEqualTo(32_000);
    float[] limited = AudioReader.read(chapter.file(), 16_000).samples();
    assertThat(bestLag(take.samples(), limited)).isZero();
  }

  @Test
  void givesEqualBytesForEqualInput() throws IOException {
    Waveform take = Signals.speechLike(9, 0.9, 50_000, 24_000);
    BookGain gain = new BookGain(AUDIOBOOK, 12);

    ChapterFile first = encode("first.flac", take, gain, 1);
    ChapterFile second = encode("second.flac", take, gain, 1);

    assertThat(second.file()).hasSameBinaryContentAs(first.file());
    assertThat(second.pcmSha256()).isEqualTo(first.pcmSha256());
    assertThat(first.pcmSha256())
        .isEqualTo(PcmDigest.of(Flac.decode(Files.readAllBytes(first.file()))));
  }

  @Test
  void tagsTheFileInAnyScript() throws IOException {
    String title = "1; \"Quotes\" = #hash \\ back\nsecond line — 不思議の国 שלום 🐢";
    ChapterTags tags = new ChapterTags(title, "Book; = #", "Ōe Kenzaburō", 3, 7, "ja");
    Path file = folder.resolve("tagged.flac");
    try (ChapterEncoder encoder =
        ChapterEncoder.open(file, 16_000, tags, new BookGain(RAW, 0), 0.1)) {
      encoder.silence(0.5);
      encoder.finish();
    }

    JsonNode written = Probe.describe(file);
    assertThat(Probe.tag(written, "title")).isEqualTo(title);
    assertThat(Probe.tag(written, "album")).isEqualTo("Book; = #");
    assertThat(Probe.tag(written, "artist")).isEqualTo("Ōe Kenzaburō");
    assertThat(Probe.tag(written, "track")).isEqualTo("3");
    assertThat(Probe.tag(written, "tracktotal")).isEqualTo("7");
    assertThat(Probe.tag(written, "language")).isEqualTo("ja");
    assertThat(written.toString()).doesNotContain("Lavf");
  }

  @Test
  void leavesNothingBehindUnlessFinished() throws IOException {
    Path file = folder.resolve("chapter.flac");
    Files.writeString(file, "the last good one");
    try (ChapterEncoder encoder = open(file, 16_000, new BookGain(RAW, 0), 0.1)) {
      encoder.write(Signals.speechLike(1, 0.5, 200_000, 16_000));
    }

    assertThat(file).hasContent("the last good one");
    assertThat(Probe.names(folder)).containsExactly("chapter.flac");
  }

  @Test
  void refusesAChapterWithoutAudio() {
    try (ChapterEncoder encoder =
        open(folder.resolve("empty.flac"), 16_000, new BookGain(RAW, 0), 0)) {
      assertThatThrownBy(encoder::finish)
          .isInstanceOf(AudioException.class)
          .hasMessageEndingWith("empty.flac\": it has no audio");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysInOneSentenceWhatFfmpegSaid() {
    Path file = folder.resolve("missing/chapter.flac");
    Waveform take = Signals.silence(1 << 20, 16_000);

    assertThatThrownBy(
            () -> {
              try (ChapterEncoder encoder = open(file, 16_000, new BookGain(RAW, 0), 0)) {
                encoder.write(take);
                encoder.finish();
              }
            })
        .isInstanceOf(AudioException.class)
        .hasMessageMatching(
            "Cannot write chapter \".*chapter.flac\": ffmpeg said \".*No such file or directory\"");
  }

  @Test
  void refusesATakeOfAnotherRate() {
    try (ChapterEncoder encoder = open(folder.resolve("c.flac"), 16_000, new BookGain(RAW, 0), 0)) {
      assertThatThrownBy(() -> encoder.write(Signals.silence(10, 24_000)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot write a take of 24000 Hz into a chapter of 16000 Hz");
    }
  }

  private ChapterFile encode(String name, Waveform take, BookGain gain, double truePeak) {
    try (ChapterEncoder encoder = open(folder.resolve(name), take.sampleRateHz(), gain, truePeak)) {
      encoder.write(take);
      return encoder.finish();
    }
  }

  private static ChapterEncoder open(Path file, int rateHz, BookGain gain, double truePeak) {
    return ChapterEncoder.open(file, rateHz, TAGS, gain, truePeak);
  }

  /** The shift of {@code b} against {@code a}, within 5 ms, at which they correlate most. */
  private static int bestLag(float[] a, float[] b) {
    int best = 0;
    double most = 0;
    for (int lag = -80; lag <= 80; lag++) {
      double sum = 0;
      for (int i = 80; i < a.length - 80; i++) {
        sum += a[i] * b[i + lag];
      }
      if (sum > most) {
        most = sum;
        best = lag;
      }
    }
    return best;
  }
}
