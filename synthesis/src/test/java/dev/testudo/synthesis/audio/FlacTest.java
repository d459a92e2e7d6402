// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.Waveform;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlacTest {
  @ParameterizedTest
  @CsvSource({
    "16000, 1",
    "16000, 15",
    "16000, 16",
    "16000, 1151",
    "16000, 1152",
    "16000, 1153",
    "22050, 5000",
    "24000, 100000",
    "44100, 4609",
    "48000, 4608"
  })
  void keepsEverySample(int rateHz, int samples) {
    Waveform take = Signals.quantized(Signals.speechLike(samples, 0.9, samples, rateHz));

    Waveform decoded = Flac.decode(Flac.encode(take));

    assertThat(decoded.sampleRateHz()).isEqualTo(rateHz);
    assertThat(decoded.samples()).containsExactly(take.samples());
    assertThat(PcmDigest.of(decoded)).isEqualTo(PcmDigest.of(take));
  }

  @Test
  void givesEqualBytesForEqualWaveforms() {
    Waveform take = Signals.speechLike(1, 0.5, 50_000, 24_000);
    byte[] flac = Flac.encode(take);

    assertThat(Flac.encode(take)).isEqualTo(flac);
    assertThat(Flac.encode(Flac.decode(flac))).isEqualTo(flac);
    assertThat(flac.length).isLessThan(50_000 * 2);
  }

  @Test
  void givesEqualBytesFromManyThreads() {
    Waveform take = Signals.speechLike(2, 0.5, 20_000, 16_000);
    byte[] flac = Flac.encode(take);

    assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> Flac.encode(take)))
        .allMatch(bytes -> Arrays.equals(bytes, flac));
  }

  @Test
  void roundsToTheNearestStepAndClamps() {
    float[] samples = {0f, 0.49f / 32768, 0.5f / 32768, -0.5f / 32768, 1f, -1f, 1.5f, -7f};

    Waveform decoded = Flac.decode(Flac.encode(new Waveform(samples, 16_000)));

    assertThat(decoded.samples())
        .containsExactly(0f, 0f, 1f / 32768, 0f, 32767f / 32768, -1f, 32767f / 32768, -1f);
  }

  @Test
  void refusesWhatIsNotFinite() {
    assertThatThrownBy(() -> Flac.encode(new Waveform(new float[] {0, Float.NaN}, 16_000)))
        .isInstanceOf(AudioException.class)
        .hasMessage("Cannot quantize sample 1: it is NaN");
  }

  @Test
  void refusesAnEmptyWaveform() {
    assertThatThrownBy(() -> Flac.encode(Signals.silence(0, 16_000)))
        .isInstanceOf(AudioException.class)
        .hasMessage("Cannot encode a waveform without samples");
  }

  /** Some header bits say nothing of the audio; every other damage must be noticed. */
  @Test
  void noticesEveryDamagedByte() {
    Waveform take = Signals.quantized(Signals.speechLike(3, 0.5, 3_000, 16_000));
    byte[] flac = Flac.encode(take);

    int noticed = 0;
    for (int i = 0; i < flac.length; i++) {
      byte[] damaged = flac.clone();
      damaged[i] ^= 0x24;
      try {
        assertThat(Flac.decode(damaged).samples()).containsExactly(take.samples());
      } catch (AudioException e) {
        assertThat(e).hasMessageMatching("Cannot (read|decode) .*FLAC.*");
        noticed++;
      }
    }
    assertThat(noticed).isGreaterThan(flac.length - FlacHeader.BYTES);
  }

  @Test
  void noticesEveryTruncation() {
    byte[] flac = Flac.encode(Signals.speechLike(4, 0.5, 3_000, 16_000));

    for (int length = 0; length < flac.length; length += 7) {
      byte[] truncated = Arrays.copyOf(flac, length);
      assertThatThrownBy(() -> Flac.decode(truncated))
          .isInstanceOf(AudioException.class)
          .hasMessageContaining("FLAC");
    }
  }

  @Test
  void refusesOtherData() {
    assertThatThrownBy(
            () -> Flac.decode("RIFF, but no FLAC stream in here at all!!!".getBytes(UTF_8)))
        .isInstanceOf(AudioException.class)
        .hasMessage("Cannot read FLAC: the stream does not begin with its header");
  }
}
